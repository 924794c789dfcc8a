// What a client makes of an answer: an update to install, nothing to do, or an answer that it refuses (update_engine,
// omaha_request_action.cc). Which version is newer is the server's business: what it offers is taken, older or not.

import { ERROR_CODE, UPDATE_STATUS } from './codes.ts'
import { type DenialKind, denialKind } from './denial.ts'
import type { Action, Manifest, Package, Response, ResponseApp, UpdateCheck } from './messages.ts'
import { packageUrl } from './urls.ts'

export type Accepted =
  ({ readonly kind: 'update' } & Offer) | { readonly kind: 'noupdate'; readonly pollInterval?: number } | Refused

/** What to download, and what to verify it against. */
export interface Offer {
  readonly version: string
  /** Where to download it from, at least one place, best first. */
  readonly urls: readonly string[]
  readonly name: string
  /** In bytes. */
  readonly size: number
  /** Base64 of the payload's SHA-256. */
  readonly sha256: string
  /** Base64 of the Ed25519 signature over the SHA-256; undefined where the server sent none. */
  readonly signature?: string
  readonly displayVersion?: string
  readonly isDelta: boolean
  /** Try again at once after a failed download. */
  readonly disableBackoff: boolean
  readonly maxFailureCountPerUrl?: number
  readonly deadline?: string
  /** When to ask next, in seconds. */
  readonly pollInterval?: number
}

export interface Refused {
  readonly kind: 'refused'
  /** What update_engine reports for it. */
  readonly code: typeof ERROR_CODE.omahaResponseInvalid
  readonly says: string
  readonly updateStatus?: string
  readonly appStatus?: string
  /** What the server meant, where the app's status tells. `policy` is no failure. */
  readonly denial?: DenialKind
}

/**
 * Judges the answer to an update check. Only the app that was asked about counts, and of its answer only the first
 * manifest and that one's first package.
 */
export function accept(response: Response, appId: string): Accepted {
  const app = response.apps.find((each) => each.appId === appId)
  if (app === undefined) return refused(`The answer has nothing about ${appId}.`)
  const check = app.updateCheck
  if (check === undefined) return refused('The answer has no updatecheck.', app)
  if (check.status === UPDATE_STATUS.noUpdate) return { kind: 'noupdate', ...polled(check) }
  if (check.status === '') return refused('The updatecheck has no status.', app)
  if (check.status !== UPDATE_STATUS.ok) return refused(`The updatecheck's status is ${check.status}.`, app)
  const offer = offerOf(check)
  return typeof offer === 'string' ? refused(offer, app) : { kind: 'update', ...offer }
}

/** What is offered, or why it is no offer. */
function offerOf(check: UpdateCheck): Offer | string {
  const [manifest] = check.manifests
  if (manifest === undefined) return 'The updatecheck has no manifest.'
  const { urls } = check
  if (urls.length === 0 || urls.includes('')) return 'The updatecheck has no url, or one without a codebase.'
  const [first] = manifest.packages
  const action = manifest.actions.find((each) => each.event === 'postinstall')
  if (manifest.version === '') return 'The manifest has no version.'
  if (first === undefined || first.name === '') return 'The manifest has no package, or one without a name.'
  if (first.size === 0) return `The package ${first.name} has no size.`
  if (!action?.sha256) return 'The manifest has no postinstall action with a sha256.'
  return {
    ...described(manifest, first, urls),
    sha256: action.sha256,
    ...asked(action),
    ...polled(check),
  }
}

const described = ({ version }: Manifest, { name, size }: Package, urls: readonly string[]) => ({
  version,
  name,
  size,
  urls: urls.map((codebase) => packageUrl(codebase, name)),
})

const asked = ({ signature, displayVersion, deadline, maxFailureCountPerUrl, ...action }: Action) => ({
  ...(signature !== undefined && { signature }),
  ...(displayVersion !== undefined && { displayVersion }),
  ...(deadline !== undefined && { deadline }),
  ...(maxFailureCountPerUrl !== undefined && { maxFailureCountPerUrl }),
  isDelta: action.isDeltaPayload ?? false,
  disableBackoff: action.disablePayloadBackoff ?? false,
})

const polled = ({ pollInterval }: UpdateCheck) => (pollInterval === undefined ? {} : { pollInterval })

function refused(says: string, app?: ResponseApp): Refused {
  const denial = app && denialKind(app.status)
  return {
    kind: 'refused',
    code: ERROR_CODE.omahaResponseInvalid,
    says,
    ...(app && { appStatus: app.status }),
    ...(app?.updateCheck && { updateStatus: app.updateCheck.status }),
    ...(denial && { denial }),
  }
}
