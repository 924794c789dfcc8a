// fleet's records in the store, in short words.

import { decodeJob, decodeLeader, decodeMachine, decodeUnitState } from '../fleet/registry/codecs.ts'
import type { JobPart } from '../fleet/registry/keys.ts'
import { type KeySubject, parseKey } from '../fleet/registry/parse-key.ts'
import { parseUnitFile } from '../fleet/unit-file/parse.ts'

const HASH_DIGITS = 7
const FLEETS_OWN = 'X-Fleet'

/** What a record says; undefined where the key is none of fleet's. */
export function fleetRecordWords(key: string, record: string): string | undefined {
  const subject = parseKey(key)
  if (subject === undefined) return undefined
  try {
    return putWords(subject, key, record)
  } catch {
    return `fleet's record ${key} is unreadable: ${record}` // whatever is wrong with it, the record itself is shown
  }
}

/** What it means that a record is gone; undefined where the key is none of fleet's. */
export function fleetRecordGone(key: string): string | undefined {
  const subject = parseKey(key)
  return subject && goneWords(subject)
}

/** @throws RecordUnreadable | UnitFileInvalid */
function putWords(subject: KeySubject, key: string, record: string): string {
  switch (subject.kind) {
    case 'job':
      return jobWords(subject.name, subject.part, key, record)
    case 'presence': {
      const { id, host, boot, metadata } = decodeMachine(key, subject.machine, record)
      const pairs = [...metadata].map(([name, value]) => `${name}=${value}`)
      return [`${id} is present`, `boot ${boot}`, ...(host === id ? [] : [`host ${host}`]), ...pairs].join(', ')
    }
    case 'metadata':
      return `${subject.machine}'s metadata are set: ${subject.key}=${record}`
    case 'leader':
      return `the engine of ${decodeLeader(key, record).machine} leads`
    case 'engine-version':
      return `engines are of version ${record}`
    case 'state': {
      const { load, active, sub } = decodeUnitState(key, subject.unit, subject.machine, record)
      return `${subject.unit} on ${subject.machine} is shown as ${load}, ${active} (${sub})`
    }
  }
}

function jobWords(unit: string, part: JobPart, key: string, record: string): string {
  switch (part) {
    case 'object': {
      const { hash, text } = decodeJob(key, unit, record)
      const options = parseUnitFile(text)
      const own = options.flatMap(({ section, name, value }) => (section === FLEETS_OWN ? [`${name}=${value}`] : []))
      return `${unit} is stored, file ${hash.slice(0, HASH_DIGITS)}${own.length === 0 ? '' : `: ${own.join(', ')}`}`
    }
    case 'target-state':
      return `${unit} is to be ${record}`
    case 'target':
      return `${unit} is scheduled to ${record}`
    case 'job-state':
      return `the claim on ${unit} is ${record}'s`
  }
}

function goneWords(subject: KeySubject): string {
  switch (subject.kind) {
    case 'job':
      return jobGoneWords(subject.name, subject.part)
    case 'presence':
      return `${subject.machine} is not present any more`
    case 'metadata':
      return `${subject.machine}'s metadata ${subject.key} are again as configured`
    case 'leader':
      return 'no engine leads'
    case 'engine-version':
      return 'the version of engines is deleted'
    case 'state':
      return `${subject.unit} on ${subject.machine} is shown no more`
  }
}

function jobGoneWords(unit: string, part: JobPart): string {
  switch (part) {
    case 'object':
      return `${unit} is destroyed`
    case 'target-state':
      return `${unit} has no target state any more`
    case 'target':
      return `${unit} is scheduled to no machine`
    case 'job-state':
      return `nobody has the claim on ${unit}`
  }
}
