// What an event says, in short words, for a table's last column or a line of a summary.

import type { Event, LockOperation } from '../history/event.ts'
import { groupOfKey } from '../locksmith/semaphore.ts'
import { fleetRecordGone, fleetRecordWords } from './fleet-documents.ts'
import { fleetWords } from './fleet-words.ts'
import { printableLine, shortened } from './printable.ts'
import { semaphoreWords, semaphoreAt } from './semaphores.ts'
import { documentWords } from './update-documents.ts'

const LONGEST = 300

const OFF = {
  reboot: 'reboot',
  'power-cut': 'power cut',
  reset: 'reset',
  lost: 'nothing to boot',
  shutdown: 'shut down',
} as const

/** A few words for one event on one line, without its time and source. However much an event says, they stay few. */
export const describeEvent = (event: Event): string => shortened(printableLine(wordsFor(event)), LONGEST)

function wordsFor(event: Event): string {
  switch (event.kind) {
    case 'lock.attempt':
      return `attempt ${event.attempt}: ${event.by} would ${operationWords(event)}${inGroup(event.group)}, if still at revision ${event.base}`
    case 'lock.attempt-ended':
      return `attempt ${event.attempt}: ${event.outcome}${event.revision === undefined ? '' : `, revision ${event.revision}`}${because(event.reason)}`
    case 'lock.busy':
      return `${event.by} finds no free slot${inGroup(event.group)}: held by ${list(event.holders)}`
    case 'lock.unread':
      return `${event.by} could not read the semaphore${inGroup(event.group)}${because(event.reason)}`
    case 'lock.granted':
      return `${event.holder} holds the lock${inGroup(event.group)}, as of revision ${event.revision}`
    case 'lock.released':
      return `${event.holder} has given the lock back${inGroup(event.group)}, as of revision ${event.revision}`
    case 'lock.window-closed':
      return `${event.machine}'s reboot window has closed ${event.held ? 'before the lock came: it gives it back' : 'while it waited for the lock'}`
    case 'boot.started':
      return `${event.machine} begins boot ${event.boot}`
    case 'boot.good':
      return `${event.machine}: boot ${event.boot} is good`
    case 'reboot.asked':
      return `${event.machine} is asked to reboot`
    case 'reboot.started':
      return `${event.machine} begins to reboot (${event.strategy}${event.revision === null ? ', without a lock' : `, lock seen at revision ${event.revision}`})`
    case 'boot.slot':
      return `${event.machine} boots slot ${event.slot}: ${event.version}`
    case 'boot.lost':
      return `${event.machine} has nothing to boot: ${event.why}`
    case 'boot.unhealthy':
      return `${event.machine}: boot ${event.boot} did not become healthy, the watchdog resets it`
    case 'machine.configured':
      return `${event.machine} goes by channel ${event.channel ?? '(none)'}, strategy ${event.strategy}${event.window === null ? '' : `, window ${event.window.start} for ${event.window.length}`}`
    case 'config.refused':
      return `${event.machine} refuses ${event.file}, line ${event.line} (${event.value}): ${event.why}`
    case 'update.status':
      return `${event.machine}'s update engine: ${event.status}${event.version === null ? '' : ` (${event.version})`}`
    case 'update.checked':
      return `${event.machine} asked for updates of ${event.track}: ${event.result}${event.version === undefined ? '' : ` ${event.version}`}${because(event.why)}`
    case 'update.refused':
      return `${event.machine} refuses the payload of ${event.version}, code ${event.code}: ${event.why}`
    case 'update.failed':
      return `${event.machine} fails to update to ${event.version}, code ${event.code}: ${event.why}`
    case 'slot.writing':
      return `${event.machine} begins to write ${event.version} into slot ${event.slot}`
    case 'slot.written':
      return `${event.machine} has written ${event.version} into slot ${event.slot}`
    case 'update.installed':
      return `${event.machine} will boot slot ${event.slot} next: ${event.version}`
    case 'update.rolled-back':
      return `${event.machine} fell back from ${event.version}`
    case 'rollout.granted':
      return `${event.machine} is granted ${event.version} (${event.track}), as of revision ${event.revision}`
    case 'rollout.finished':
      return `every machine of ${event.track} runs ${event.version}`
    case 'rollout.stopped':
      return `updates of ${event.track} are stopped: ${event.why}`
    case 'program.crashed':
      return `${event.program} crashed: ${event.stack.split('\n', 1)[0]}`
    case 'store.put':
      return `revision ${event.revision}: ${putWords(event.key, event.value)}`
    case 'store.deleted':
      return `revision ${event.revision}: ${fleetRecordGone(event.key) ?? `${event.key} is deleted`}`
    case 'store.leader':
      return event.leader === null ? `no leader (term ${event.term})` : `${event.leader} leads, term ${event.term}`
    case 'store.member':
      return `etcd on ${event.machine} is ${event.health}`
    case 'store.quorum':
      return event.has ? 'the store has a majority' : 'the store has lost its majority'
    case 'machine.on':
      return `${event.machine} is switched on`
    case 'machine.off':
      return `${event.machine} goes off (${OFF[event.why]})`
    case 'machine.frozen':
      return `${event.machine} stands still`
    case 'machine.thawed':
      return `${event.machine} goes on`
    case 'machine.clock':
      return `${event.machine}'s clock is ${event.skewMs === 0 ? 'right' : `${Math.abs(event.skewMs)} ms ${event.skewMs > 0 ? 'ahead' : 'behind'}`}`
    case 'fleet.started':
    case 'fleet.joined':
    case 'fleet.fenced':
    case 'fleet.left':
    case 'fleet.duplicate':
    case 'engine.leads':
    case 'engine.yields':
    case 'unit.placed':
    case 'unit.displaced':
    case 'unit.unplaceable':
    case 'unit.claimed':
    case 'unit.unclaimed':
    case 'unit.state':
    case 'unit.asked':
    case 'unit.acknowledged':
    case 'unit.task-failed':
    case 'unit.up':
    case 'unit.down':
      return fleetWords(event)
    case 'phase':
      return `phase ${event.phase} begins`
    case 'step.applied':
      return `step ${event.step} (${event.does}) is applied`
    case 'step.skipped':
      return `step ${event.step} (${event.does}) is skipped: ${event.why}`
    case 'step.mended':
      return `step ${event.step} (${event.does}) is mended`
    case 'step.witnessed':
      return `step ${event.step} (${event.does}), its ${event.what} is ${event.verdict}: ${event.evidence}`
    case 'operator.answered':
      return `step ${event.step} (${event.does}) is answered ${event.outcome}: ${event.detail}`
    case 'quiet':
      return 'all that was asked for is done'
    case 'harness.fault':
      return `the harness failed: ${event.what} (${event.evidence})`
  }
}

function operationWords(asked: LockOperation): string {
  switch (asked.operation) {
    case 'acquire':
      return `take a slot for ${asked.holder}`
    case 'release':
      return `give back the slot of ${asked.holder}`
    case 'unlock':
      return `free the slot of ${asked.holder}`
    case 'set-max':
      return `set max to ${asked.max}`
  }
}

function putWords(key: string, value: string): string {
  const semaphore = semaphoreAt(key, value)
  if (semaphore === undefined) return documentWords(key, value) ?? fleetRecordWords(key, value) ?? `${key} = ${value}`
  const group = groupOfKey(key) ?? ''
  return semaphore === 'corrupt'
    ? `lock${inGroup(group)} is unreadable: ${value}`
    : `lock${inGroup(group)}: ${semaphoreWords(semaphore)}`
}

const inGroup = (group: string): string => (group === '' ? '' : ` of group ${group}`)
const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (${reason})`)
const list = (names: readonly string[]): string => (names.length === 0 ? 'nobody' : names.join(', '))
