// The reboot lock's document: a counting semaphore that lists its holders. A value: every operation returns a new one or
// says why not. Shape and key are locksmith's (lock/semaphore.go, lock/etcd.go), so that a cluster's own document can
// be read and written.
//
// Two historical behaviours are not kept: taking a slot twice is told as such whether or not the semaphore is full
// (coreos/locksmith #58), and a document that contradicts itself is refused, not trusted.

import type { MachineId } from '../history/event.ts'

export interface Semaphore {
  /** Free slots. Negative after `max` was set below the number of holders: nobody is evicted, nobody gets in. */
  readonly free: number
  readonly max: number
  /** In byte order. */
  readonly holders: readonly MachineId[]
}

export type Change =
  | { readonly kind: 'changed'; readonly semaphore: Semaphore }
  | { readonly kind: 'already' }
  | { readonly kind: 'full'; readonly holders: readonly MachineId[] }

const ALREADY: Change = { kind: 'already' }

/** What a group begins with. */
export const FRESH: Semaphore = { free: 1, max: 1, holders: [] }

export const isHolder = (semaphore: Semaphore, machine: MachineId): boolean => semaphore.holders.includes(machine)

/** Takes a slot. `already`: the machine holds one. `full`: no slot is free. */
export function acquired(semaphore: Semaphore, machine: MachineId): Change {
  if (isHolder(semaphore, machine)) return ALREADY
  if (semaphore.free <= 0) return { kind: 'full', holders: semaphore.holders }
  return changed(semaphore.max, [...semaphore.holders, machine].sort(byBytes))
}

/** Gives a slot back. `already`: the machine holds none. */
export function released(semaphore: Semaphore, machine: MachineId): Change {
  if (!isHolder(semaphore, machine)) return ALREADY
  return changed(
    semaphore.max,
    semaphore.holders.filter((holder) => holder !== machine),
  )
}

/** Sets the capacity, 0 or more: 0 lets nobody reboot. Holders stay, however many. */
export function resized(semaphore: Semaphore, max: number): Change {
  return semaphore.max === max ? ALREADY : changed(max, semaphore.holders)
}

const changed = (max: number, holders: readonly MachineId[]): Change => ({
  kind: 'changed',
  semaphore: { free: max - holders.length, max, holders },
})

/** The key of a group's document; the empty group has the historical default key. */
export function semaphoreKey(group: string): string {
  return group === '' ? `${ROOT}semaphore` : `${ROOT}groups/${queryEscape(group)}/semaphore`
}

/** Every semaphore's key begins with this. */
export const ROOT = 'coreos.com/updateengine/rebootlock/'

/** The group whose document lives at this key; undefined for any other key. */
export function groupOfKey(key: string): string | undefined {
  if (key === `${ROOT}semaphore`) return ''
  const match = /^groups\/([^/]+)\/semaphore$/.exec(key.startsWith(ROOT) ? key.slice(ROOT.length) : '')
  return match ? decodeURIComponent((match[1] as string).replaceAll('+', '%20')) : undefined
}

export function encode(semaphore: Semaphore): string {
  return JSON.stringify({ semaphore: semaphore.free, max: semaphore.max, holders: semaphore.holders })
}

/** The stored document is not a semaphore, or contradicts itself. An operator has to look at it. */
export class SemaphoreCorrupt extends Error {
  readonly code = 'SEMAPHORE_CORRUPT'
  constructor(document: string, what: string, cause?: unknown) {
    super(`the reboot lock's document ${what}: ${document.slice(0, 200)}`, { cause })
  }
}

/**
 * Reads a stored document. `holders` may be null, [] or missing; other fields are ignored, as locksmith does.
 * @throws SemaphoreCorrupt
 */
export function decode(document: string): Semaphore {
  let parsed: unknown
  try {
    parsed = JSON.parse(document)
  } catch (cause) {
    throw new SemaphoreCorrupt(document, 'is not JSON', cause)
  }
  if (typeof parsed !== 'object' || parsed === null) throw new SemaphoreCorrupt(document, 'is not an object')
  const { semaphore: free, max, holders = null } = parsed as { semaphore?: unknown; max?: unknown; holders?: unknown }
  const list: unknown[] = holders === null ? [] : Array.isArray(holders) ? holders : [holders]
  if (
    !Number.isSafeInteger(free) ||
    !Number.isSafeInteger(max) ||
    !list.every((holder) => typeof holder === 'string')
  ) {
    throw new SemaphoreCorrupt(document, 'has fields of the wrong type')
  }
  if (new Set(list).size !== list.length) throw new SemaphoreCorrupt(document, 'lists a holder twice')
  if ((free as number) + list.length !== max) throw new SemaphoreCorrupt(document, 'does not add up')
  return { free: free as number, max: max as number, holders: list.toSorted(byBytes) }
}

/** By code point, which is the order of the UTF-8 bytes that Go sorts by. */
function byBytes(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i] as string).codePointAt(0)! - (right[i] as string).codePointAt(0)!
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Go's url.QueryEscape: what encodeURIComponent leaves alone and Go does not is escaped too, and a space becomes `+`. */
function queryEscape(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}
