// The update server as Omaha sees it: each app of a request is a machine that reports and asks, and each denial is told in
// the words of its app's status. Source: nebraska, backend/pkg/omaha/omaha.go.
//
// What it does differently: an app that is not known does not end the answer for the apps behind it, and a store that cannot
// be reached is an internal error, not "no update".

import { now, type Program } from '../../runtime/operation.ts'
import { APP_STATUS, UPDATE_STATUS } from '../omaha/codes.ts'
import {
  PROTOCOL,
  type Request,
  type RequestApp,
  type Response,
  type ResponseApp,
  type UpdateCheck,
} from '../omaha/messages.ts'
import type { Package } from '../rollout/catalogue.ts'
import type { Reply } from './reply.ts'
import type { UpdateServer } from './server.ts'

export interface OmahaServiceConfig {
  /** The application that is served, a UUID in braces; all others are unknown. */
  readonly appId: string
  /** Where payloads are, as the base that a package's name is added to. */
  readonly codebase: string
  /** The server's name in its answers. */
  readonly name: string
  /** The time at which the runner's clock stood at 0, in ms since the epoch. */
  readonly startsAt: number
}

const DAY_MS = 86_400_000

/** The name of a release's package below the codebase. */
export const packageName = ({ version }: Pick<Package, 'version'>): string => `${version}.tgz`

/** Answers a request: for each of its apps the events first, then the ping, then the check. */
export function* answerOmaha(server: UpdateServer, config: OmahaServiceConfig, request: Request): Program<Response> {
  const apps: ResponseApp[] = []
  for (const app of request.apps) apps.push(yield* answerApp(server, config, app))
  const elapsedSeconds = Math.floor(((config.startsAt + (yield* now())) % DAY_MS) / 1000) // the server's day is UTC's
  return { protocol: PROTOCOL, server: config.name, daystart: { elapsedSeconds }, apps }
}

function* answerApp(server: UpdateServer, config: OmahaServiceConfig, app: RequestApp): Program<ResponseApp> {
  const { appId, machineId, track, version, bootId, events, updateCheck } = app
  if (appId !== config.appId) return { appId, status: APP_STATUS.unknownApplication, events: [] }
  // An event is acknowledged whatever it came to: a machine has nothing to do about one that was ignored.
  const heard = {
    appId,
    ...(app.ping ? { ping: { status: APP_STATUS.ok } } : {}),
    events: events.map(() => ({ status: APP_STATUS.ok })),
  }
  const reply = yield* server.checkIn({
    machine: machineId ?? '',
    track,
    version,
    ...(bootId === undefined ? {} : { boot: bootId }),
    events: events.map(({ type, result, previousVersion, nextVersion, errorCode }) => ({
      type,
      result,
      ...(previousVersion === undefined ? {} : { previousVersion }),
      ...(nextVersion === undefined ? {} : { nextVersion }),
      ...(errorCode === undefined ? {} : { errorCode }),
    })),
    wantsUpdate: updateCheck !== undefined,
  })
  const told = updateCheck === undefined ? {} : { updateCheck: checkOf(reply, config) }
  return { ...heard, status: statusOf(reply), ...told }
}

function statusOf(reply: Reply): string {
  switch (reply.kind) {
    case 'update':
    case 'no-update':
      return APP_STATUS.ok
    case 'denied':
      return reply.reason
    case 'unavailable':
      return APP_STATUS.internal
  }
}

function checkOf(reply: Reply, { codebase }: OmahaServiceConfig): UpdateCheck {
  const nothing = { urls: [], manifests: [] }
  switch (reply.kind) {
    case 'no-update':
      return { status: UPDATE_STATUS.noUpdate, ...nothing }
    case 'denied':
    case 'unavailable':
      return { status: UPDATE_STATUS.internal, ...nothing }
    case 'update': {
      const { version, size, sha256, signature, floor } = reply.package
      // The protocol wants a SHA-1; nobody checks it, and the catalogue has none.
      const payload = { name: packageName(reply.package), hash: '', size, required: true }
      const action = { event: 'postinstall', sha256, signature, displayVersion: version }
      return {
        status: UPDATE_STATUS.ok,
        urls: [codebase],
        manifests: [
          {
            version,
            ...(floor !== undefined && { isFloor: true, floorReason: floor }),
            packages: [payload],
            actions: [action],
          },
        ],
      }
    }
  }
}
