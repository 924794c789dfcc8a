// XML into messages. Elements and attributes that the protocol does not know are ignored; of an element that may be there
// once, the first counts. The text may come from anybody: it is bounded before it is parsed.

import { type Attributes, readAttributes } from './attributes.ts'
import { OmahaInvalid } from './errors.ts'
import {
  type Manifest,
  PROTOCOL,
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
import { type Element, readXml } from './xml.ts'

/**
 * Reads a request, as a server does.
 * @throws OmahaInvalid
 */
export function decodeRequest(document: string): Request {
  const root = messageIn(document, 'request')
  return {
    protocol: PROTOCOL,
    ...readAttributes(REQUEST, root.attributes),
    ...one(root, 'os', (found) => ({ os: read(OS, found) })),
    apps: all(root, 'app').map(requestApp),
  }
}

/**
 * Reads a response, as a client does. What it offers is for `accept` to judge.
 * @throws OmahaInvalid
 */
export function decodeResponse(document: string): Response {
  const root = messageIn(document, 'response')
  return {
    protocol: PROTOCOL,
    ...readAttributes(RESPONSE, root.attributes),
    daystart: one(root, 'daystart', (found) => read(DAYSTART, found)) ?? { elapsedSeconds: 0 },
    apps: all(root, 'app').map(responseApp),
  }
}

function messageIn(document: string, name: 'request' | 'response'): Element {
  const root = readXml(document)
  if (root.name !== name) {
    throw new OmahaInvalid('OMAHA_WRONG_ROOT', `not an omaha ${name}: its root is <${root.name.slice(0, 100)}>`)
  }
  const protocol = root.attributes.get('protocol') ?? ''
  if (protocol !== PROTOCOL) {
    const told = JSON.stringify(protocol.slice(0, 100))
    throw new OmahaInvalid('OMAHA_UNSUPPORTED_PROTOCOL', `unsupported omaha protocol: ${told}`)
  }
  return root
}

const requestApp = (app: Element): RequestApp => ({
  ...read(REQUEST_APP, app),
  ...one(app, 'ping', (found) => ({ ping: read(PING, found) })),
  ...one(app, 'updatecheck', (found) => ({ updateCheck: read(ASKED, found) })),
  events: all(app, 'event').map((found) => read(EVENT, found)),
})

const responseApp = (app: Element): ResponseApp => ({
  ...read(RESPONSE_APP, app),
  ...one(app, 'ping', (found) => ({ ping: read(TAKEN, found) })),
  events: all(app, 'event').map((found) => read(TAKEN, found)),
  ...one(app, 'updatecheck', (found) => ({ updateCheck: updateCheck(found) })),
})

const updateCheck = (check: Element): UpdateCheck => ({
  ...read(UPDATE_CHECK, check),
  urls: listed(check, 'urls', 'url').map((found) => read(URL, found).codebase),
  manifests: all(check, 'manifest').map(manifest),
})

const manifest = (described: Element): Manifest => ({
  ...read(MANIFEST, described),
  packages: listed(described, 'packages', 'package').map((found) => read(PACKAGE, found)),
  actions: listed(described, 'actions', 'action').map((found) => read(ACTION, found)),
})

const read = <T extends object>(attributes: Attributes<T>, element: Element): T =>
  readAttributes(attributes, element.attributes)

const all = (parent: Element, name: string): readonly Element[] =>
  parent.children.filter((child) => child.name === name)

function one<T>(parent: Element, name: string, make: (found: Element) => T): T | undefined {
  const [found] = all(parent, name)
  return found && make(found)
}

const listed = (parent: Element, list: string, name: string): readonly Element[] =>
  one(parent, list, (found) => all(found, name)) ?? []
