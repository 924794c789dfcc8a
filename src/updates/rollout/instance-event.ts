// What a machine reports of its update, and what that does to it (nebraska, backend/pkg/api/events.go). The order of
// events is not enforced: what was lost on the way must not keep the later ones from counting.

import { type Activity, fallenBack, type Instance, moved, type Status } from './instance.ts'
import { isNewer, isVersion } from '../version.ts'

/** An Omaha event: type and result are the protocol's numbers. */
export interface InstanceEvent {
  readonly type: number
  readonly result: number
  /** What the machine ran before the update, on a 3:2. */
  readonly previousVersion?: string
  /** Which update it is about, if it says so: not that of the last grant, when that has come in between. */
  readonly nextVersion?: string
  /** The version that the machine runs while it reports, if the request says so. */
  readonly version?: string
  /** With or without update_engine's flag bits. */
  readonly errorCode?: number
  readonly at: number
}

export interface Registered {
  readonly instance: Instance
  readonly activity?: Activity
  /** Why the event changed nothing, or was not counted. */
  readonly ignored?: string
}

const TYPES: ReadonlySet<number> = new Set([3, 13, 14, 800])
const STEPS: Readonly<Record<string, Status>> = { '13:1': 'Downloading', '14:1': 'Downloaded', '800:1': 'Installed' }

/** update_engine's code for "booted the old version again" (action_processor.h). */
const ROLLED_BACK = 44
/** Above these bits update_engine flags the circumstances of an error: dev mode, resumed, test image, other URL. */
const CODE_MASK = 0x0fffffff

/**
 * What an event makes of the instance. Nothing counts without an open grant: a machine that was denied reports that as
 * an error, and it is none.
 *
 * 3:1 (installed, waits for the reboot) moves the instance to Installed. Flatcar's nebraska leaves it at Downloaded, and
 * so cannot tell a machine that rolled back from one that has not rebooted yet (coreos/bugs #327).
 */
export function registerEvent(known: Instance, event: InstanceEvent): Registered {
  const { type, result, nextVersion, at } = event
  const rolledBack = ((event.errorCode ?? 0) & CODE_MASK) === ROLLED_BACK
  const isOfGrant = nextVersion === undefined || nextVersion === known.lastUpdateVersion
  const instance = rolledBack && !isOfGrant && isVersion(nextVersion) ? { ...known, fellBackFrom: nextVersion } : known
  const pair = `${type}:${result}`
  const step = pair === '3:1' ? 'Installed' : STEPS[pair]
  if (step === undefined && pair !== '3:2' && !(result === 0 && TYPES.has(type))) {
    return ignored(instance, `${pair} is no event type and result that the server knows.`)
  }
  if (!instance.updateInProgress) return ignored(instance, `No update is in progress on ${instance.machine}.`)
  if (!isOfGrant) return ignored(instance, `${instance.machine} was granted another version since.`)
  if (rolledBack) return failed(instance, at, 'rolled-back')
  if (result === 0) return failed(instance, at, 'error')
  if (step !== undefined) return { instance: moved(instance, step, at) }
  return rebooted(instance, event)
}

/** 3:2, the machine runs after the reboot. What it runs then decides, if it says. */
function rebooted(instance: Instance, { previousVersion, version, at }: InstanceEvent): Registered {
  const granted = instance.lastUpdateVersion
  for (const each of [version, previousVersion]) {
    if (each && each !== NEVER_UPDATED && !isVersion(each)) {
      return ignored(instance, `'${each.slice(0, 100)}' is not a semantic version.`)
    }
  }
  if (version && granted !== undefined && isNewer(granted, version)) {
    // Before it installed anything, this is the tail of an earlier update, and the grant is still to be used.
    return instance.status === 'Installed'
      ? failed({ ...instance, version }, at, 'rolled-back')
      : ignored(instance, `${instance.machine} runs ${version}, not ${granted}.`)
  }
  if (previousVersion === undefined || previousVersion === '' || previousVersion === NEVER_UPDATED) {
    // The first report of a machine that never updated: it says nothing of the grant, which is open no longer.
    return ignored(moved(instance, 'Undefined', at), `${instance.machine} reports a reboot, not an update.`)
  }
  const complete = moved(granted === undefined ? instance : { ...instance, version: granted }, 'Complete', at)
  return { instance: complete, activity: { kind: 'update-succeeded', version: complete.version } }
}

/** What update_engine reports as previous version when there was none. Four numbers, so no semantic version. */
const NEVER_UPDATED = '0.0.0.0'

const failed = (instance: Instance, at: number, why: 'error' | 'rolled-back'): Registered => ({
  instance: why === 'rolled-back' ? fallenBack(instance, at) : moved(instance, 'Error', at),
  activity: { kind: 'update-failed', version: instance.lastUpdateVersion ?? null, why },
})

const ignored = (instance: Instance, why: string): Registered => ({ instance, ignored: why })
