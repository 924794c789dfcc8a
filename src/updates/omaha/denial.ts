// What a server that answers "no" means by it. To update_engine every such answer is an invalid response (code 34), and it
// reports a failed update for a polite "not yet"; a client that asks here can tell the two apart.

/** `policy`: not now, ask again at the next check. `setup`: nobody gets an update until an operator acts. `server`: it broke. */
export type DenialKind = 'policy' | 'setup' | 'server'

/** The app statuses of a denial, as nebraska words them (backend/pkg/omaha/omaha.go) and as go-omaha does (omaha/codes.go). */
const DENIALS: ReadonlyMap<string, DenialKind> = new Map([
  ['error-maxUpdatesPerPeriodLimitReached', 'policy'],
  ['error-maxConcurrentUpdatesLimitReached', 'policy'],
  ['error-maxTimedOutUpdatesLimitReached', 'policy'],
  ['error-updatesDisabled', 'policy'],
  ['error-updateInProgressOnInstance', 'policy'],
  ['error-noPackageFound', 'setup'],
  ['error-unknownApplicationOrGroup', 'setup'],
  ['error-unknownApplication', 'setup'],
  ['error-invalidAppId', 'setup'],
  ['error-invalidVersion', 'setup'],
  ['restricted', 'setup'],
  ['error-instanceRegistrationFailed', 'server'],
  ['error-couldNotCheckUpdatesStats', 'server'],
  ['error-failedToRetrieveUpdatePackageInfo', 'server'],
  ['error-internal', 'server'],
])

/** What an app's status denies; undefined for `ok` and for a status that no server is known to send. */
export const denialKind = (appStatus: string): DenialKind | undefined => DENIALS.get(appStatus)
