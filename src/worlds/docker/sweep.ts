// Removes what a run leaves behind: containers, networks and volumes with the run's label. Called at the end of every
// run with its id, and without one at the start, for what a killed run could not remove. Sweeping twice is harmless.
import { setTimeout as pause } from 'node:timers/promises'
import type Dockerode from 'dockerode'
import { statusOf } from './engine-errors.ts'
import type { Engine } from './engine.ts'
import { isLive, RUN_LABEL, thisProcess, type Labels } from './run-labels.ts'

/** What went, in numbers, and the ids of live runs that were left alone. */
export interface Swept {
  readonly containers: number
  readonly networks: number
  readonly volumes: number
  readonly spared: readonly string[]
}

interface Leftover {
  readonly kind: 'containers' | 'networks' | 'volumes'
  readonly labels: Labels
  readonly createdMs: number
  remove(): Promise<unknown>
}

/** An engine needs a moment to take a dead container off its network or volume. */
const TRIES = 30
const BETWEEN_TRIES_MS = 100

/**
 * Removes one run's things, or, without an id, those of all runs but the ones whose process is another, live one.
 * Things that vanish meanwhile count as not removed here.
 * @throws the engine's own error when a thing will not go
 */
export async function sweep(engine: Engine, options: { readonly runId?: string } = {}): Promise<Swept> {
  const { runId } = options
  const label = runId === undefined ? RUN_LABEL : `${RUN_LABEL}=${runId}`
  const look = async (): Promise<{ readonly doomed: readonly Leftover[]; readonly live: ReadonlySet<string> }> => {
    const found = await leftovers(engine.docker, label)
    const observer = thisProcess()
    const live = new Set(
      runId === undefined ? found.filter((thing) => isLive(thing.labels, thing.createdMs, observer)).map(runOf) : [],
    )
    return { doomed: found.filter((thing) => !live.has(runOf(thing))), live }
  }
  let containers = 0
  for (;;) {
    const { doomed, live } = await look()
    const removeAll = async (kind: Leftover['kind']): Promise<number> => {
      const gone = await Promise.all(doomed.filter((thing) => thing.kind === kind).map(removed))
      return gone.filter(Boolean).length
    }
    if (doomed.some(({ kind }) => kind === 'containers')) {
      // first: a network or volume in use does not go. Then again: a machine that ran has perhaps started a unit meanwhile
      containers += await removeAll('containers')
      continue
    }
    const [networks, volumes] = await Promise.all([removeAll('networks'), removeAll('volumes')])
    return { containers, networks, volumes, spared: [...live].toSorted() }
  }
}

async function leftovers(docker: Dockerode, label: string): Promise<readonly Leftover[]> {
  const filters = JSON.stringify({ label: [label] })
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ])
  return [
    ...containers.map((it): Leftover => ({
      kind: 'containers',
      labels: it.Labels,
      createdMs: it.Created * 1_000,
      remove: () => docker.getContainer(it.Id).remove({ force: true, v: true }),
    })),
    ...networks.map((it): Leftover => ({
      kind: 'networks',
      labels: it.Labels ?? {},
      createdMs: Date.parse(it.Created),
      remove: () => docker.getNetwork(it.Id).remove(),
    })),
    ...(volumes ?? []).map((it): Leftover => ({
      kind: 'volumes',
      labels: it.Labels,
      createdMs: createdAt(it),
      remove: () => docker.getVolume(it.Name).remove({ force: true }),
    })),
  ]
}

function runOf(thing: Leftover): string {
  return thing.labels[RUN_LABEL] ?? ''
}

function createdAt(thing: object): number {
  return 'CreatedAt' in thing ? Date.parse(String(thing.CreatedAt)) : 0
}

/** Whether this very call removed it. */
async function removed(thing: Leftover): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      await thing.remove()
      return true
    } catch (error) {
      const status = statusOf(error)
      if (status === 404) return false
      // 409: someone else is removing it, or it is still in use; 403: a network that still has endpoints
      if ((status !== 409 && status !== 403) || tries >= TRIES) throw error
      await pause(BETWEEN_TRIES_MS)
    }
  }
}
