// The world of containers: real etcd members, Toxiproxy between them, and one container for each machine's programs. The
// conductor runs in this process. Start here; `pods/` creates, `machines/` switches, `observer/` watches the store.

import { randomBytes } from 'node:crypto'
import type Dockerode from 'dockerode'
import { hasFleetLock } from '../../machine/fleetlock.ts'
import { reference } from '../../machine/reference.ts'
import { hasFleet, hasUpdates } from '../../machine/topology.ts'
import { startOf } from '../../machine/window.ts'
import type { Recording, Trial, World } from '../world.ts'
import { type Addresses, addressesOf } from './addresses.ts'
import { type Engine, findEngine } from './engine.ts'
import { engineSocketOf } from './engine-socket.ts'
import { ensureImages, type ImageNames } from './images.ts'
import { platformFiles } from './platform-files.ts'
import type { Plan } from './pods/layout.ts'
import { allOf, createNetwork, createPods, createUpdatesPod, type Pods } from './pods/pods.ts'
import { fleetLockOptions } from './pods/servers.ts'
import { runLabels } from './run-labels.ts'
import type { SidePods } from './side-servers.ts'
import { sweep } from './sweep.ts'
import { TrialRun } from './trial-run.ts'
import { Releases } from './updates/releases.ts'

export interface DockerWorldOptions {
  /** Absolute path of a module whose default export is the platform under trial; absent: the reference. */
  readonly platformModule?: string
  /** Told what is being done before the trial begins, a line at a time. */
  readonly onProgress?: (line: string) => void
  /** Told where everything is reached, once that is known: before the first machine has power. */
  readonly onAddresses?: (addresses: Addresses) => void
}

/** Once in a process: a sweep takes everything with this process's number for dead, and so also its living runs. */
let sweptLeftovers: Promise<unknown> | undefined

/**
 * A world whose trials run on the Docker engine of this host. Each has its own containers, network and volumes, and
 * takes them away at its end. Disposing of the world ends the trials that are under way and waits until they are gone.
 */
export function dockerWorld(options: DockerWorldOptions = {}): World & AsyncDisposable {
  const disposed = new AbortController()
  const underWay = new Set<Promise<Recording>>()
  return {
    name: 'docker',
    run(trial, signal) {
      const either = AbortSignal.any([disposed.signal, ...(signal ? [signal] : [])])
      const recording = runTrial(trial, options, either)
      underWay.add(recording)
      const forget = (): void => void underWay.delete(recording)
      recording.then(forget, forget)
      return recording
    },
    async [Symbol.asyncDispose]() {
      disposed.abort(new Error('the Docker world was closed'))
      await Promise.allSettled(underWay)
    },
  }
}

/**
 * @throws DockerUnavailable, UnitsNeedSocket, ImageMissing, PlatformUnfit; what the conductor throws; the signal's reason
 */
async function runTrial(
  trial: Trial,
  { platformModule, onProgress = () => {}, onAddresses }: DockerWorldOptions,
  signal: AbortSignal,
): Promise<Recording> {
  signal.throwIfAborted()
  const engine = await findEngine()
  const engineSocket = hasFleet(trial.topology) ? engineSocketOf(engine) : undefined
  const [images, platform] = await Promise.all([
    ensureImages(engine, { onProgress: ({ image, stage, detail }) => onProgress(`${image}: ${stage} ${detail}`) }),
    platformFiles(trial.platform, platformModule, reference.name),
    sweepLeftovers(engine),
  ])
  signal.throwIfAborted()
  const runId = `seatrial-${process.pid}-${randomBytes(4).toString('hex')}`
  const { topology, tuning, seed } = trial
  const epochMs = Date.now()
  try {
    const startsAt = startOf(trial.startsAt)
    const releases = hasUpdates(topology) ? new Releases(platform) : undefined
    const plan = {
      ...{ runId, labels: runLabels(runId), images, topology, tuning, seed, epochMs, startsAt, platform },
      publicKey: releases?.publicKey,
      engineSocket,
    }
    const [{ pods, ...servers }, details] = await Promise.all([
      createAll(engine.docker, plan, releases),
      describe(engine, images),
    ])
    onAddresses?.(addressesOf(pods, servers.updates?.pod))
    onProgress(`${pods.size} machines stand ready after ${Date.now() - epochMs} ms`)
    await using run = new TrialRun({ trial, pods, servers, epochMs, docker: engine.docker, plan })
    return { ...(await run.conduct(signal)), details }
  } finally {
    await sweep(engine, { runId })
  }
}

/** @throws the first failure, after everything else has come to its end */
async function createAll(
  docker: Dockerode,
  plan: Plan,
  releases: Releases | undefined,
): Promise<{ readonly pods: Pods } & SidePods> {
  await createNetwork(docker, plan)
  const [pods, fleetlock, updates] = await allOf([
    createPods(docker, plan),
    hasFleetLock(plan.topology) ? docker.createContainer(fleetLockOptions(plan)) : undefined,
    releases && createUpdatesPod(docker, plan),
  ])
  return { pods, fleetlock, updates: releases && updates && { pod: updates, releases } }
}

/** A failed sweep is tried again by the next run. */
function sweepLeftovers(engine: Engine): Promise<unknown> {
  sweptLeftovers ??= sweep(engine).catch((error: unknown) => {
    sweptLeftovers = undefined
    throw error
  })
  return sweptLeftovers
}

async function describe(engine: Engine, images: ImageNames): Promise<Readonly<Record<string, string>>> {
  const of = async (name: string): Promise<string> => `${name} ${(await engine.docker.getImage(name).inspect()).Id}`
  const [etcd, toxiproxy, machine] = await Promise.all([of(images.etcd), of(images.toxiproxy), of(images.machine)])
  return { engine: `Docker ${engine.version} (API ${engine.apiVersion}, ${engine.arch})`, etcd, toxiproxy, machine }
}
