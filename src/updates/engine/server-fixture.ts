// What an update server says, and is told, in the engine's tests.

import { fail, ok, type Outcome } from '../../runtime/operation.ts'
import type { RequestEvent, UpdateCheck } from '../omaha/messages.ts'
import type { OmahaAnswer } from './ports.ts'

export const NO_UPDATE: UpdateCheck = { status: 'noupdate', urls: [], manifests: [] }

/** `type/result/errorCode`. */
export const eventText = ({ type, result, errorCode }: RequestEvent): string =>
  `${type}/${result}${errorCode === undefined ? '' : `/${errorCode}`}`

/** An answer over HTTP without a message. */
export const httpStatus = (status: number): Outcome<OmahaAnswer> => ok({ status })

export const NO_ANSWER: Outcome<OmahaAnswer> = fail('refused')
