// XML as far as the protocol needs it: elements with attributes. Text between them means nothing in Omaha, and is dropped.

import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { checkBounds, isCharacterData } from './bounds.ts'
import { OmahaInvalid } from './errors.ts'

export interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly Element[]
}

/**
 * Writes a document.
 * @throws OmahaInvalid for a text that XML cannot carry, or a document that nobody would read
 */
export function writeXml(root: Element): string {
  const document = `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, '')}`
  checkBounds(document)
  return document
}

function written({ name, attributes, children }: Element, indent: string): string {
  const pairs = [...attributes].map(([key, value]) => ` ${key}="${escaped(key, value)}"`).join('')
  if (children.length === 0) return `${indent}<${name}${pairs}/>\n`
  const inner = children.map((child) => written(child, `${indent}  `)).join('')
  return `${indent}<${name}${pairs}>\n${inner}${indent}</${name}>\n`
}

/** Line breaks and tabs are escaped too: a reader turns them into blanks otherwise (XML 1.0, 3.3.3). */
function escaped(name: string, value: string): string {
  if (!isCharacterData(value)) {
    const shown = JSON.stringify(value.slice(0, 100))
    throw new OmahaInvalid('OMAHA_BAD_VALUE', `${name} is ${shown}, which has a character that XML cannot carry`)
  }
  return value.replace(/[&<>"'\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`)
}

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@', // so that no name can be one of JavaScript's own
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false, // `unescaped` knows the five of XML, and there are no others
  ignoreDeclaration: true,
})

/**
 * Reads a document's root.
 * @throws OmahaInvalid for a text that is not well-formed, or is too large or too deep
 */
export function readXml(text: string): Element {
  const document = text.startsWith('\u{FEFF}') ? text.slice(1) : text
  checkBounds(document)
  const valid = XMLValidator.validate(document)
  if (valid !== true) throw new OmahaInvalid('OMAHA_NOT_XML', `not an omaha message: ${valid.err.msg.slice(0, 200)}`)
  const [root, another] = elements(parsed(document))
  if (root === undefined || another !== undefined) {
    throw new OmahaInvalid('OMAHA_NOT_XML', 'not an omaha message: it must have one root')
  }
  return root
}

/** A node of the parser: one property is the element's name and has its children, `:@` has its attributes. */
interface Node {
  readonly ':@'?: Readonly<Record<string, string>>
  readonly [name: string]: unknown
}

function parsed(document: string): readonly Node[] {
  try {
    return PARSER.parse(document) as readonly Node[]
  } catch (cause) {
    throw new OmahaInvalid('OMAHA_NOT_XML', 'not an omaha message: the parser refuses it', cause)
  }
}

const elements = (nodes: readonly Node[]): readonly Element[] => nodes.flatMap(element)

function element(node: Node): readonly Element[] {
  const name = Object.keys(node).find((key) => key !== ':@')
  if (name === undefined || name === '#text') return []
  const attributes = Object.entries(node[':@'] ?? {}).map(([key, value]) => [key.slice(1), unescaped(value)] as const)
  return [{ name, attributes: new Map(attributes), children: elements(node[name] as readonly Node[]) }]
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

function unescaped(value: string): string {
  return value
    .replace(/[\t\n\r]/g, ' ')
    .replace(/&(?:#(\d{1,7});|#x([\da-f]{1,6});|([a-z]{2,4});)?/gi, (whole, decimal, hex, named) => {
      const char = named === undefined ? character(decimal ?? hex, decimal === undefined ? 16 : 10) : NAMED.get(named)
      if (char === undefined) throw new OmahaInvalid('OMAHA_NOT_XML', `not an entity of XML: ${whole}`)
      return char
    })
}

function character(digits: string | undefined, base: 10 | 16): string | undefined {
  const point = digits === undefined ? NaN : parseInt(digits, base)
  if (!(point <= 0x10ffff)) return undefined
  const char = String.fromCodePoint(point)
  return isCharacterData(char) ? char : undefined
}
