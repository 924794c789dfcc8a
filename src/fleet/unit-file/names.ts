// Names of units: which are allowed, and what a template and its instances are called (api/units.go, unit/unit.go).
//
// systemd has thirteen types of units. fleet took them all, but its agents could load only seven: of the other six the file
// was written and never found again, so that such a unit was loaded anew every five seconds and could not be unloaded.
// Here they are refused. Whatever fleet refused is refused in its own words; the six come last.

import { quoteCharacter, quoteText } from './go-quote.ts'
import { byteLength } from './utf8.ts'

/** What an agent can load. */
const RECOGNISED_TYPES: ReadonlySet<string> = new Set([
  'automount',
  'device',
  'mount',
  'path',
  'service',
  'socket',
  'timer',
])
const OTHER_TYPES: ReadonlySet<string> = new Set(['busname', 'scope', 'slice', 'snapshot', 'swap', 'target'])
const TEMPLATE_TYPES: ReadonlySet<string> = new Set(['path', 'service', 'socket', 'target', 'timer'])

const NAME_MAX_BYTES = 256
const STEM_CHARACTER = /^[0-9a-zA-Z:\-_.\\@]$/

/** Why a unit may not be called that, in fleet's words; undefined: it may. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'unit name cannot be empty'
  if (name.length > NAME_MAX_BYTES || byteLength(name) > NAME_MAX_BYTES) {
    return `unit name exceeds maximum length (${NAME_MAX_BYTES})`
  }
  const dot = name.lastIndexOf('.')
  if (dot === -1) return 'unit name must contain "."'
  if (dot === name.length - 1) return 'unit name cannot end in "."'
  return typeProblem(name.slice(dot + 1), name) ?? stemProblem(name.slice(0, dot)) ?? loadProblem(name)
}

function typeProblem(type: string, name: string): string | undefined {
  if (!RECOGNISED_TYPES.has(type) && !OTHER_TYPES.has(type)) return `invalid unit type: ${quoteText(type)}`
  if (name.includes('@') && !TEMPLATE_TYPES.has(type)) return `invalid unit type for template: ${quoteText(type)}`
  return undefined
}

function stemProblem(stem: string): string | undefined {
  const strange = [...stem].find((character) => !STEM_CHARACTER.test(character))
  if (strange !== undefined) return `invalid character ${quoteCharacter(strange)} in unit name`
  return stem.startsWith('@') ? 'unit name cannot start in "@"' : undefined
}

function loadProblem(name: string): string | undefined {
  if (isRecognised(name)) return undefined
  return `no agent can load a unit of type ${quoteText(typeOf(name))}`
}

/** Whether the name ends like a unit that an agent can load. */
export const isRecognised = (name: string): boolean => name.includes('.') && RECOGNISED_TYPES.has(typeOf(name))

const typeOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

/** The parts of `my-app@1.service`. */
export interface UnitNameInfo {
  readonly kind: 'plain' | 'template' | 'instance'
  /** Without its type: `my-app@1`. */
  readonly stem: string
  /** What stands before the first `@`: `my-app`; the stem, where there is none. */
  readonly prefix: string
  /** The name of its template, which a template itself has too: `my-app@.service`. */
  readonly template: string | undefined
  /** What stands after the first `@`: `1`; empty for anything but an instance. */
  readonly instance: string
}

/** Undefined: the name has no dot, hence no parts. */
export function nameInfo(name: string): UnitNameInfo | undefined {
  const dot = name.lastIndexOf('.')
  if (dot === -1) return undefined
  const stem = name.slice(0, dot)
  const at = stem.indexOf('@')
  if (at === -1) return { kind: 'plain', stem, prefix: stem, template: undefined, instance: '' }
  const prefix = stem.slice(0, at)
  const instance = stem.slice(at + 1)
  const template = `${prefix}@${name.slice(dot)}`
  return { kind: instance === '' ? 'template' : 'instance', stem, prefix, template, instance }
}
