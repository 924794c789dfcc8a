// How one attribute of an element is written and read, and how a table of them makes a value. Both directions use the
// same table, so they cannot disagree.

import { OmahaInvalid } from './errors.ts'

export interface Attribute<Value> {
  /** On the wire. */
  readonly name: string
  readonly write: (value: Value) => string
  /** `undefined` in: the element does not have it. `undefined` out: the value does not have it. */
  readonly read: (written: string | undefined) => Value | undefined
}

/** An attribute for each property of a value. */
export type Attributes<T> = { readonly [Property in keyof T]-?: Attribute<Exclude<T[Property], undefined>> }

export const text = (name: string): Attribute<string> => ({
  name,
  write: (value) => value,
  read: (written = '') => written,
})

/** A number from 0 up to the largest safe integer. Without `absent` the element must have it. */
export const whole = (name: string, absent?: number): Attribute<number> => ({
  name,
  write: (value) => {
    if (!Number.isSafeInteger(value) || value < 0) throw outOfRange(name, String(value))
    return String(value)
  },
  read: (written) => {
    if (written === undefined) {
      if (absent === undefined) throw new OmahaInvalid('OMAHA_BAD_VALUE', `the attribute ${name} is missing`)
      return absent
    }
    const value = /^\d+$/.test(written) ? Number(written) : NaN
    if (!Number.isSafeInteger(value)) throw outOfRange(name, written)
    return value
  },
})

const outOfRange = (name: string, value: string): OmahaInvalid =>
  new OmahaInvalid(
    'OMAHA_BAD_VALUE',
    `${name} is ${JSON.stringify(value.slice(0, 100))}, not a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
  )

/** True or false, false where the element does not say. Some are written as words, the older ones as 1 and 0. */
export const flag = (name: string, as: 'word' | 'digit' = 'word'): Attribute<boolean> => ({
  name,
  write: (value) => (as === 'word' ? String(value) : value ? '1' : '0'),
  read: (written = 'false') => {
    if (/^(?:true|1)$/i.test(written)) return true
    if (/^(?:false|0)$/i.test(written)) return false
    throw new OmahaInvalid(
      'OMAHA_BAD_VALUE',
      `${name} is ${JSON.stringify(written.slice(0, 100))}, neither true nor false`,
    )
  },
})

/** The same, of a property that is left out where the element does not have it. */
export const optional = <Value>(attribute: Attribute<Value>): Attribute<Value> => ({
  ...attribute,
  read: (written) => (written === undefined ? undefined : attribute.read(written)),
})

/** @throws OmahaInvalid for a value that is out of range. */
export function writeAttributes<T extends object>(attributes: Attributes<T>, value: T): ReadonlyMap<string, string> {
  const written = new Map<string, string>()
  for (const property of Object.keys(attributes) as (keyof T)[]) {
    const given = value[property]
    if (given !== undefined) {
      written.set(attributes[property].name, attributes[property].write(given as Exclude<T[keyof T], undefined>))
    }
  }
  return written
}

/** @throws OmahaInvalid for an attribute that is out of range, or is missing and must not be. */
export function readAttributes<T extends object>(attributes: Attributes<T>, written: ReadonlyMap<string, string>): T {
  const value: Partial<T> = {}
  for (const property of Object.keys(attributes) as (keyof T)[]) {
    const read = attributes[property].read(written.get(attributes[property].name))
    if (read !== undefined) value[property] = read
  }
  return value as T // an attribute that reads as undefined is that of an optional property
}
