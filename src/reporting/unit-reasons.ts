// Why a unit is where it is, or nowhere: what the registry's revisions tell, and beside it the engine's own word. An engine
// that ends between a write and its word, or that never learns what became of the write, leaves none; the write stands in
// the store all the same.

import type { Snapshot } from '../fleet/snapshot.ts'
import type { EventOf } from '../history/event.ts'
import { choiceOf, whyLeft, whyNotEverywhere, whyNowhere } from './placement-choice.ts'
import { reasonWords } from './placement-words.ts'
import { machineOf } from './sources.ts'
import type { Standing, UnitLife } from './unit-lives.ts'

export interface Said {
  readonly says: string
  /** When it was, and its place in the history; absent: it follows from what stood in the registry. */
  readonly at?: number
  readonly index?: number
}

/** The registry at the end, and as it was before each of certain events. */
export interface Registries {
  readonly last: Snapshot
  readonly before: ReadonlyMap<number, Snapshot>
}

/** The places in the history before which the registry must be known, to say why a unit is where it is. */
export const decisionsOf = ({ scheduled }: UnitLife): readonly number[] =>
  scheduled.slice(-2).flatMap(({ index, ended }) => (ended ? [index, ended.index] : [index]))

/** Of a unit that the registry has. */
export function reasonsOf(life: UnitLife, registries: Registries): readonly Said[] {
  const { last } = registries
  const job = last.jobs.get(life.name)
  if (job?.unit?.requirements.global) return globalReasons(life, last)
  const now = life.scheduled.at(-1)
  if (now === undefined || now.to !== undefined) return nowhereReasons(life, now, registries)
  const before = registries.before.get(now.index)
  const choice = before ? choiceOf(before, life.name, now.machine) : []
  const left = life.scheduled.at(-2)
  return [
    placed(life, now, before),
    ...choice.map((says) => ({ says })),
    ...(left ? takenFrom(life, left, registries) : []),
    claim(life),
  ]
}

function globalReasons({ name, wanted }: UnitLife, last: Snapshot): readonly Said[] {
  const since = wanted.at(-1)
  const asked =
    since && since.to === undefined
      ? [{ says: `to be launched since revision ${since.revision}`, at: since.from, index: since.index }]
      : []
  const unable = whyNotEverywhere(last, name)
  return [GLOBAL, ...(unable === undefined ? [] : [{ says: unable }]), ...asked]
}

const GLOBAL: Said = { says: 'it is global: every machine that can take it has it' }

function nowhereReasons(life: UnitLife, left: Standing | undefined, registries: Registries): readonly Said[] {
  const last = life.words.at(-1)
  const word = last?.word.kind === 'unit.unplaceable' ? last.word : undefined
  const said = word && last ? [{ says: noMachine(reasonWords(word.why)), at: word.at, index: last.index }] : []
  const now = noMachine(whyNowhere(registries.last, life.name))
  return [
    ...said,
    ...(said.some(({ says }) => says === now) ? [] : [{ says: said.length === 0 ? now : `at the end, ${now}` }]),
    ...(left ? takenFrom(life, left, registries) : []),
  ]
}

const noMachine = (why: string): string => `no machine has it: ${why}`

function placed({ words }: UnitLife, { machine, revision, from, index }: Standing, before: Snapshot | undefined): Said {
  const found = words.find(({ word }) => word.kind === 'unit.placed' && word.revision === revision)
  const says = `scheduled to ${machine} at revision ${revision}${bywhom(found?.word, before)}`
  const why = found?.word.kind === 'unit.placed' ? found.word.why : SILENT
  return { says: `${says}: ${why}`, at: from, index }
}

/** Why it is no longer where it was before. */
function takenFrom(life: UnitLife, { machine, ended, to }: Standing, { before }: Registries): readonly Said[] {
  if (ended === undefined || to === undefined) return []
  const snapshot = before.get(ended.index)
  const found = life.words.find(({ word }) => word.kind === 'unit.displaced' && word.revision === ended.revision)
  const says = `taken from ${machine} at revision ${ended.revision}${bywhom(found?.word, snapshot)}`
  const derived = snapshot ? `${SILENT}, but ${whyLeft(snapshot, life.name, machine)}` : SILENT
  const why = found?.word.kind === 'unit.displaced' ? found.word.why : derived
  return [{ says: `${says}: ${why}`, at: to, index: ended.index }]
}

const SILENT = 'no engine said why'

/** Whose engine it was: by its word, or else by who led when it was written. */
function bywhom(word: EventOf<'unit.placed' | 'unit.displaced' | 'unit.unplaceable'> | undefined, before?: Snapshot) {
  const leader = before?.leader
  const led = leader && `${leader.machine}, which led since revision ${leader.createRevision}`
  const spoke = word && machineOf(word.source)
  if (spoke === undefined) return led === undefined ? ', while no engine led' : `, under the engine of ${led}`
  if (spoke === leader?.machine) return ` by the engine of ${led}`
  return ` by the engine of ${spoke}${leader ? `, while that of ${leader.machine} led` : ', while none led'}`
}

function claim({ claims }: UnitLife): Said {
  const last = claims.at(-1)
  if (last === undefined) return { says: 'nobody has had the claim on it yet' }
  const { machine, from, to, revision, ended, index } = last
  return to === undefined
    ? { says: `${machine} has the claim since revision ${revision}`, at: from, index }
    : {
        says: `nobody has the claim since revision ${ended?.revision}; ${machine} had it`,
        at: to,
        index: ended?.index ?? index,
      }
}
