// Messages into XML. What cannot be read back is not written.

import { type Attributes, writeAttributes } from './attributes.ts'
import {
  PROTOCOL,
  type Manifest,
  type Request,
  type RequestApp,
  type Response,
  type ResponseApp,
  type UpdateCheck,
} from './messages.ts'
import {
  ACTION,
  ASKED,
  DAYSTART,
  EVENT,
  MANIFEST,
  OS,
  PACKAGE,
  PING,
  REQUEST,
  REQUEST_APP,
  RESPONSE,
  RESPONSE_APP,
  TAKEN,
  UPDATE_CHECK,
  URL,
} from './wire.ts'
import { type Element, writeXml } from './xml.ts'

/**
 * A request as XML, to be sent as `text/xml` in UTF-8.
 * @throws OmahaInvalid for a text or a number that the wire cannot carry, and for a message that is too large
 */
export function encodeRequest(request: Request): string {
  return writeXml(
    message('request', writeAttributes(REQUEST, request), [
      ...maybe('os', OS, request.os),
      ...request.apps.map(requestApp),
    ]),
  )
}

/**
 * A response as XML, to be sent as `text/xml` in UTF-8.
 * @throws OmahaInvalid for a text or a number that the wire cannot carry, and for a message that is too large
 */
export function encodeResponse(response: Response): string {
  return writeXml(
    message('response', writeAttributes(RESPONSE, response), [
      element('daystart', DAYSTART, response.daystart),
      ...response.apps.map(responseApp),
    ]),
  )
}

const message = (name: string, attributes: ReadonlyMap<string, string>, children: readonly Element[]): Element => ({
  name,
  attributes: new Map([['protocol', PROTOCOL], ...attributes]),
  children,
})

const requestApp = (app: RequestApp): Element =>
  element('app', REQUEST_APP, app, [
    ...maybe('ping', PING, app.ping),
    ...maybe('updatecheck', ASKED, app.updateCheck),
    ...app.events.map((event) => element('event', EVENT, event)),
  ])

const responseApp = (app: ResponseApp): Element =>
  element('app', RESPONSE_APP, app, [
    ...maybe('ping', TAKEN, app.ping),
    ...app.events.map((event) => element('event', TAKEN, event)),
    ...(app.updateCheck ? [updateCheck(app.updateCheck)] : []),
  ])

const updateCheck = (check: UpdateCheck): Element =>
  element('updatecheck', UPDATE_CHECK, check, [
    ...list(
      'urls',
      check.urls.map((codebase) => element('url', URL, { codebase })),
    ),
    ...check.manifests.map(manifest),
  ])

const manifest = (described: Manifest): Element =>
  element('manifest', MANIFEST, described, [
    ...list(
      'packages',
      described.packages.map((each) => element('package', PACKAGE, each)),
    ),
    ...list(
      'actions',
      described.actions.map((each) => element('action', ACTION, each)),
    ),
  ])

const element = <T extends object>(
  name: string,
  attributes: Attributes<T>,
  value: T,
  children: readonly Element[] = [],
): Element => ({ name, attributes: writeAttributes(attributes, value), children })

const maybe = <T extends object>(name: string, attributes: Attributes<T>, value: T | undefined): readonly Element[] =>
  value === undefined ? [] : [element(name, attributes, value)]

/** A list is an element of its own, and is left out when empty. */
const list = (name: string, children: readonly Element[]): readonly Element[] =>
  children.length === 0 ? [] : [{ name, attributes: new Map(), children }]
