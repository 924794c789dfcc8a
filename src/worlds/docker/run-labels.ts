// The labels that every container, network and volume of a run carries, and what they say about whether the run that
// made a thing still lives. Sweeping relies on them alone.
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { codeOf } from './engine-errors.ts'

/** The run's id. */
export const RUN_LABEL = 'seatrial.run'
/** The process that conducts the run, and the host on which that number means something. */
export const PID_LABEL = 'seatrial.pid'
export const HOST_LABEL = 'seatrial.host'

/** On a unit's container: which process it is. */
export const MACHINE_LABEL = 'seatrial.machine'
export const UNIT_LABEL = 'seatrial.unit'
export const ROLE_LABEL = 'seatrial.role'
export const HASH_LABEL = 'seatrial.hash'
export const PROCESS_LABEL = 'seatrial.process'

export type Labels = Readonly<Record<string, string>>

/** Put these on everything that a run creates, unit containers included. */
export function runLabels(runId: string): Labels {
  return { [RUN_LABEL]: runId, [PID_LABEL]: String(process.pid), [HOST_LABEL]: hostname() }
}

/** This process, and what it can learn of others. */
export interface Observer {
  readonly host: string
  readonly pid: number
  readonly nowMs: number
  /** When a process started, in ms since 1970; undefined when there is none; 0 when it runs but nobody knows since when. */
  startOf(pid: number): number | undefined
}

/** Whether another host's run is still going on cannot be seen; after so long it is taken for over. */
const FOREIGN_RUN_MS = 6 * 3_600_000
/** Engine and host may be a little apart; /proc counts in hundredths. */
const CLOCK_SLACK_MS = 5_000

/** Whether a thing belongs to a run of another process that is alive, and so must be left alone. */
export function isLive(labels: Labels, createdMs: number, observer: Observer): boolean {
  const pid = Number(labels[PID_LABEL])
  if (labels[HOST_LABEL] === undefined || !Number.isInteger(pid) || pid <= 0) return false
  if (labels[HOST_LABEL] !== observer.host) return observer.nowMs - createdMs < FOREIGN_RUN_MS
  if (pid === observer.pid) return false
  const started = observer.startOf(pid)
  // a process younger than the thing is another one that was given the same number
  return started !== undefined && started <= createdMs + CLOCK_SLACK_MS
}

/** This process, looking at its host. */
export function thisProcess(): Observer {
  return { host: hostname(), pid: process.pid, nowMs: Date.now(), startOf }
}

function startOf(pid: number): number | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return undefined // someone else's process, then
  }
  try {
    // the 22nd field, in hundredths of a second after boot; the second may hold blanks, so count after its parenthesis
    const ticks = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19])
    const upSeconds = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])
    const started = Date.now() - upSeconds * 1_000 + ticks * 10
    return Number.isFinite(started) ? started : 0
  } catch {
    return 0
  }
}
