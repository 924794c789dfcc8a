import type { MachineId } from '../history/event.ts'
import { APP_STATUS } from '../updates/omaha/codes.ts'
import type { Instance } from '../updates/rollout/instance.ts'
import { type Boot, bootsOf, runs } from './boots.ts'
import { bootedWell } from './booted-well.ts'
import { inForce } from './configurations.ts'
import { type InstanceVersion, instancesOf } from './instances.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'
import { traceOf } from './traces.ts'
import type { Violation } from './verdict.ts'
import type { View } from './view.ts'

/**
 * Source: coreos/bugs #327. A machine's report may be under way for as long as a request and a server's tries take, and what
 * it says was true when it was sent.
 */
export const rolloutHonest: Invariant = {
  id: 'rollout-honest',
  promise: 'A machine counts as updated only if it has booted that release well and runs it.',
  nature: 'safety',
  judge(view) {
    for (const version of instancesOf(view)) {
      const { instance, previous } = version
      if (!counts(instance) || (counts(previous) && previous.version === instance.version)) continue
      const found = untrue(view, version, instance)
      if (found) return violated(found)
    }
    const found = untrueAtTheEnd(view)
    return found ? violated(found) : HOLDS
  },
}

/** Does the server count it as having made its last update? */
const counts = (instance: Instance | undefined): instance is Instance =>
  instance?.status === 'Complete' && instance.version === instance.lastUpdateVersion

/** How many times a server tries to store what it decided, each for as long as a call may take. */
const TRIES = 12

function untrue(view: View, { event }: InstanceVersion, { machine, version }: Instance): Violation | undefined {
  const boots = bootsOf(view).get(machine) ?? []
  const until = event.at + view.tuning.callTimeoutMs
  const says = `${machine} counted as updated to ${version} at ${clock(event.at)}, though`
  const good = boots.findLastIndex((boot) => boot.event.version === version && boot.good && boot.good.at <= until)
  if (good < 0) {
    const running = boots.findLast((boot) => boot.event.at <= event.at)
    const instead = running ? ` and runs ${runs(running)}` : ''
    const events = running ? [running.event.id, event.id] : [event.id]
    return { says: `${says} it had never booted that well${instead}.`, at: event.at, events }
  }
  const gone = boots.slice(good + 1).find((boot) => boot.event.version !== version)
  if (gone === undefined || gone.event.at >= event.at - TRIES * view.tuning.callTimeoutMs) return undefined
  return {
    says: `${says} it had booted ${runs(gone)} since, at ${clock(gone.event.at)}.`,
    at: event.at,
    events: [gone.event.id, event.id],
  }
}

/** A machine that went back, has told the server since, and still counts as updated. */
function untrueAtTheEnd(view: View): Violation | undefined {
  const last = new Map<string, InstanceVersion>()
  for (const version of instancesOf(view)) last.set(version.event.key, version)
  const specs = new Map(view.topology.machines.map((spec) => [spec.id, spec]))
  for (const { instance, event } of last.values()) {
    const spec = instance && specs.get(instance.machine)
    if (!counts(instance) || !spec || inForce(view, spec).channel !== instance.track) continue
    const boot = bootsOf(view).get(instance.machine)?.at(-1)
    if (!boot || boot.event.version === instance.version) continue
    const told = toldAt(view, instance.machine, boot)
    if (told === undefined || told < event.at || bootedWell(view, instance.machine) === undefined) continue
    return {
      says: `${instance.machine} counts as updated to ${instance.version} since ${clock(event.at)}, but booted ${runs(boot)} at ${clock(boot.event.at)} and has checked for updates since.`,
      at: view.endedAt,
      events: [event.id, boot.event.id],
    }
  }
  return undefined
}

/** When the machine last heard from the server in this boot; undefined: never. */
function toldAt(view: View, machine: MachineId, { event }: Boot): number | undefined {
  const last = traceOf(view, machine).findLast(
    (each) =>
      (each.kind === 'update.checked' &&
        (each.result === 'update' ||
          each.result === 'no-update' ||
          (each.result === 'denied' && each.why !== APP_STATUS.internal))) ||
      each.id === event.id,
  )
  return last?.kind === 'update.checked' ? last.at : undefined
}
