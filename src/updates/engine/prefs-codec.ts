// The engine's memory as the text of a small file.

import type { Offer } from '../omaha/accept.ts'
import type { RequestEvent } from '../omaha/messages.ts'
import { decodePayloadState, encodePayloadState, PayloadStateCorrupt } from './payload-backoff-codec.ts'
import type { EnginePrefs, InstalledUpdate } from './prefs.ts'

/** The file is damaged. Whoever reads it may begin afresh: it costs the memory of releases that failed. */
export class EnginePrefsCorrupt extends Error {
  readonly code = 'ENGINE_PREFS_CORRUPT'
  constructor(document: string, what: string, cause?: unknown) {
    super(`the update engine's file ${what}: ${document.slice(0, 200)}`, { cause })
  }
}

export const encodePrefs = ({ payload, ...prefs }: EnginePrefs): string =>
  JSON.stringify({ ...prefs, payload: payload && encodePayloadState(payload) })

/** @throws EnginePrefsCorrupt */
export function decodePrefs(document: string): EnginePrefs {
  let parsed: unknown
  try {
    parsed = JSON.parse(document)
  } catch (cause) {
    throw new EnginePrefsCorrupt(document, 'is not JSON', cause)
  }
  if (!isObject(parsed)) throw new EnginePrefsCorrupt(document, 'is not an object')
  const { installed, failed, underWay, payload, reports } = parsed
  const usable =
    isNullOr(installed, isInstalled) &&
    isListOf(failed, isText) &&
    isNullOr(underWay, isOffer) &&
    isNullOr(payload, isText) &&
    isListOf(reports, isReport)
  if (!usable) throw new EnginePrefsCorrupt(document, 'has a field that cannot be used')
  try {
    return { installed, failed, underWay, payload: payload === null ? null : decodePayloadState(payload), reports }
  } catch (cause) {
    if (cause instanceof PayloadStateCorrupt) throw new EnginePrefsCorrupt(document, cause.message, cause)
    throw cause
  }
}

type Fields = { readonly [name: string]: unknown }
type Is<T> = (value: unknown) => value is T

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isNullOr = <T>(value: unknown, is: Is<T>): value is T | null => value === null || is(value)
const isAbsentOr = <T>(value: unknown, is: Is<T>): value is T | undefined => value === undefined || is(value)
const isListOf = <T>(value: unknown, is: Is<T>): value is T[] => Array.isArray(value) && value.every(is)

const isInstalled = (value: unknown): value is InstalledUpdate =>
  isObject(value) &&
  isText(value.version) &&
  (value.slot === 'a' || value.slot === 'b') &&
  isNullOr(value.payload, isText) &&
  isText(value.from) &&
  isCount(value.boot)

const isReport = (value: unknown): value is RequestEvent =>
  isObject(value) &&
  isCount(value.type) &&
  isCount(value.result) &&
  isAbsentOr(value.previousVersion, isText) &&
  isAbsentOr(value.nextVersion, isText) &&
  isAbsentOr(value.errorCode, isCount)

const isOffer = (value: unknown): value is Offer =>
  isObject(value) &&
  ['version', 'name', 'sha256'].every((name) => isText(value[name])) &&
  isListOf(value.urls, isText) &&
  value.urls.length > 0 &&
  isCount(value.size) &&
  ['isDelta', 'disableBackoff'].every((name) => typeof value[name] === 'boolean') &&
  ['signature', 'displayVersion', 'deadline'].every((name) => isAbsentOr(value[name], isText)) &&
  ['maxFailureCountPerUrl', 'pollInterval'].every((name) => isAbsentOr(value[name], isCount))
