// What the update engine says it is doing: its eight states, which may follow which, and the text that
// `update_engine_client -status` prints (update_engine, update_attempter.cc and update_engine_client.cc).

/** In the order of their numbers, which are the interface: 0 is idle. `VERIFYING` is declared and never entered. */
export const ENGINE_STATES = [
  { number: 0, name: 'UPDATE_STATUS_IDLE' },
  { number: 1, name: 'UPDATE_STATUS_CHECKING_FOR_UPDATE' },
  { number: 2, name: 'UPDATE_STATUS_UPDATE_AVAILABLE' },
  { number: 3, name: 'UPDATE_STATUS_DOWNLOADING' },
  { number: 4, name: 'UPDATE_STATUS_VERIFYING' },
  { number: 5, name: 'UPDATE_STATUS_FINALIZING' },
  { number: 6, name: 'UPDATE_STATUS_UPDATED_NEED_REBOOT' },
  { number: 7, name: 'UPDATE_STATUS_REPORTING_ERROR_EVENT' },
] as const

export type EngineState = (typeof ENGINE_STATES)[number]['name']

/** An error ends a check or an update: by way of its report, or at once when there is nothing to report. */
const FAILED: readonly EngineState[] = ['UPDATE_STATUS_REPORTING_ERROR_EVENT', 'UPDATE_STATUS_IDLE']

const FOLLOWERS: { readonly [state in EngineState]: readonly EngineState[] } = {
  UPDATE_STATUS_IDLE: ['UPDATE_STATUS_CHECKING_FOR_UPDATE'],
  // Back to the update that waits for the reboot, where there is one and nothing newer: see below.
  UPDATE_STATUS_CHECKING_FOR_UPDATE: ['UPDATE_STATUS_UPDATE_AVAILABLE', 'UPDATE_STATUS_UPDATED_NEED_REBOOT', ...FAILED],
  UPDATE_STATUS_UPDATE_AVAILABLE: ['UPDATE_STATUS_DOWNLOADING', ...FAILED],
  UPDATE_STATUS_DOWNLOADING: ['UPDATE_STATUS_FINALIZING', ...FAILED],
  UPDATE_STATUS_VERIFYING: [],
  UPDATE_STATUS_FINALIZING: ['UPDATE_STATUS_UPDATED_NEED_REBOOT', ...FAILED],
  // Historically ResetStatus alone led out of it, and an update that was fixed meanwhile had to wait until the one that was
  // not had booted (coreos/bugs #1392; flatcar #565). Here it checks; ResetStatus leaves the slots alone, so the next reboot
  // goes into the new one all the same.
  UPDATE_STATUS_UPDATED_NEED_REBOOT: ['UPDATE_STATUS_IDLE', 'UPDATE_STATUS_CHECKING_FOR_UPDATE'],
  // An older update may still wait for the reboot when the one that was to take its place has failed.
  UPDATE_STATUS_REPORTING_ERROR_EVENT: ['UPDATE_STATUS_IDLE', 'UPDATE_STATUS_UPDATED_NEED_REBOOT'],
}

export const isTransition = (from: EngineState, to: EngineState): boolean => FOLLOWERS[from].includes(to)

/** The state of an engine that starts. The marker says that an earlier one on this boot installed an update. */
export const startState = (marker: boolean): EngineState =>
  marker ? 'UPDATE_STATUS_UPDATED_NEED_REBOOT' : 'UPDATE_STATUS_IDLE'

export interface EngineStatus {
  /** When a check last succeeded, in whole seconds since the epoch; 0: never. */
  readonly lastCheckedTime: number
  /** From 0 to 1. */
  readonly progress: number
  readonly currentOperation: EngineState
  readonly newVersion: string
  /** In bytes. */
  readonly newSize: number
}

/** Five lines `KEY=value`; progress with six digits after the point, as C prints a double. */
export const statusText = (status: EngineStatus): string =>
  `LAST_CHECKED_TIME=${status.lastCheckedTime}
PROGRESS=${status.progress.toFixed(6)}
CURRENT_OP=${status.currentOperation}
NEW_VERSION=${status.newVersion}
NEW_SIZE=${status.newSize}
`
