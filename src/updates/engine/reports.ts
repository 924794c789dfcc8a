// What an update engine says to its server: Omaha messages, and the events of an update (update_engine,
// omaha_request_action.cc; the sequence is that of update_attempter.cc). Each says which version it is about: the server may
// have granted another one by the time it hears.

import { ERROR_CODE, EVENT_RESULT, EVENT_TYPE } from '../omaha/codes.ts'
import { PROTOCOL, type Request, type RequestEvent } from '../omaha/messages.ts'
import type { EngineConfig } from './config.ts'

const UPDATER = 'update_engine-0.4.10'

const { success, successReboot, error } = EVENT_RESULT

export const downloadStarted = (nextVersion: string): RequestEvent => ({
  type: EVENT_TYPE.updateDownloadStarted,
  result: success,
  nextVersion,
})

export const downloadFinished = (nextVersion: string): RequestEvent => ({
  type: EVENT_TYPE.updateDownloadFinished,
  result: success,
  nextVersion,
})

/** The update is in its slot. 800:1 is nebraska's own; 3:1 is the protocol's. */
export const installedEvents = (nextVersion: string): readonly RequestEvent[] => [
  { type: EVENT_TYPE.updateInstalled, result: success, nextVersion },
  { type: EVENT_TYPE.updateComplete, result: success, nextVersion },
]

/** The update runs, after the reboot. */
export const updated = (previousVersion: string, nextVersion: string): RequestEvent => ({
  type: EVENT_TYPE.updateComplete,
  result: successReboot,
  previousVersion,
  nextVersion,
})

/** The update failed. `errorCode`: update_engine's. `nextVersion`: where it is known what the update was to. */
export const failedWith = (errorCode: number, nextVersion?: string): RequestEvent => ({
  type: EVENT_TYPE.updateComplete,
  result: error,
  errorCode,
  ...(nextVersion !== undefined && { nextVersion }),
})

/** The update is put off: the wait after a payload that did not come is not over. */
export const DEFERRED: RequestEvent = {
  type: EVENT_TYPE.updateComplete,
  result: EVENT_RESULT.updateDeferred,
  errorCode: ERROR_CODE.deferredForBackoff,
}

/** Asks for an update. The same value serves for every check of an engine. `forced`: somebody wants to know now. */
export const checkMessage = (config: EngineConfig, track: string, forced: boolean): Request =>
  message(config, track, forced ? 'ondemandupdate' : 'scheduler', [], { ping: { active: true }, updateCheck: {} })

/** Reports events, and asks for nothing. */
export const reportMessage = (config: EngineConfig, track: string, events: readonly RequestEvent[]): Request =>
  message(config, track, 'scheduler', events, {})

function message(
  { appId, machine, boot, os }: EngineConfig,
  track: string,
  installSource: string,
  events: readonly RequestEvent[],
  asks: Pick<Request['apps'][number], 'ping' | 'updateCheck'>,
): Request {
  // What stands for the kernel's boot id: the server tells by it that a machine asks after a reboot.
  const bootId = `{${machine}.${boot}}`
  const app = { appId, version: os.version, track, bootId, machineId: machine, deltaOkay: false, events, ...asks }
  return { protocol: PROTOCOL, version: UPDATER, updaterVersion: UPDATER, installSource, isMachine: true, apps: [app] }
}
