// The simulated disk of a machine. It survives boots and power cuts; what was under way when the machine stopped has
// happened or has not, and nothing of it comes later. What it promises: worlds/contracts/disk.ts.

import type { SlotName } from '../../history/event.ts'
import { FACTORY_VERSION } from '../../machine/topology.ts'
import type { Port, Reply } from '../../runtime/host.ts'
import { fail, ok, type Outcome } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import type { DiskFile, DiskRequest, SlotContent } from '../../updates/engine/ports.ts'
import type { MeasuredPayload } from '../../updates/engine/payload-verdict.ts'
import type { PowerTimers } from './power-timers.ts'
import { type BootBehaviour, signatureOf } from './releases.ts'
import { contentSha256, type Download, type PayloadServer, transfer } from './transfer.ts'

type Asked<Kind extends DiskRequest['kind']> = Extract<DiskRequest, { readonly kind: Kind }>

interface Slot {
  readonly content: SlotContent
  readonly boots: BootBehaviour
  /** How often it was started. */
  starts: number
}

const READ_MS = 1
const WRITE_MS = 4
const HASH_BYTES_PER_MS = 200_000
const UNPACK_BYTES_PER_MS = 20_000

const FULL = 'no space left on the disk'

export class SimDisk {
  /** No room is left: nothing that is there is lost, and nothing grows. */
  full = false
  readonly #clock: PowerTimers
  readonly #server: PayloadServer
  /** Decides what a power cut leaves of a write. */
  readonly #random: RandomStream
  readonly #files = new Map<DiskFile, string>()
  /** Writes under way, in the order in which they were begun. */
  readonly #writes = new Set<Asked<'write-file'>>()
  readonly #downloads = new Map<string, Download>()
  readonly #slots = new Map<SlotName, Slot>([
    ['a', { content: { version: FACTORY_VERSION, payload: null }, boots: 'boots', starts: 0 }],
  ])
  /** Who writes a slot now: of two at once, the later one has it. */
  readonly #writers = new Map<SlotName, Asked<'unpack'>>()

  /** @param clock the machine's, which stops and stands still with it */
  constructor(machine: string, seed: number, clock: PowerTimers, server: PayloadServer) {
    this.#random = new RandomStream(seed, `disk:${machine}`)
    this.#clock = clock
    this.#server = server
  }

  /** Answers DISK_PORT. */
  readonly port: Port = (raw, reply) => {
    const request = raw as DiskRequest // the disk's port is called through updates/engine/ports.ts alone
    switch (request.kind) {
      case 'read-file':
        return this.#after(READ_MS, reply, () => this.#files.get(request.file) ?? null)
      case 'write-file':
        this.#writes.add(request)
        return this.#after(WRITE_MS, reply, () => this.#written(request))
      case 'fetch':
        return this.#fetch(request, reply)
      case 'measure':
        return this.#measure(request, reply)
      case 'discard':
        return this.#after(READ_MS, reply, () => this.#downloads.clear())
      case 'unpack':
        return this.#unpack(request, reply)
      case 'read-slot':
        return this.#after(READ_MS, reply, () => this.#slots.get(request.slot)?.content)
    }
  }

  /** The machine stops: each write that is under way has happened, or it has not. Then its clock is to be stopped. */
  stop(): void {
    for (const write of this.#writes) if (this.#random.below(2) === 1) this.#written(write)
    this.#writes.clear()
    this.#writers.clear()
  }

  /** Starts what a slot holds. */
  start(slot: SlotName): 'runs' | 'unhealthy' | 'resets' {
    const started = this.#slots.get(slot)
    if (!started) return 'resets'
    started.starts++
    switch (started.boots) {
      case 'boots':
        return 'runs'
      case 'unhealthy':
        return 'unhealthy'
      case 'never-boots':
        return 'resets'
      case 'boots-second-try':
        return started.starts === 1 ? 'resets' : 'runs'
    }
  }

  #after(ms: number, reply: Reply, answer: () => unknown): void {
    this.#clock.after(ms, () => reply.answer(answer()))
  }

  #written(write: Asked<'write-file'>): Outcome<void> {
    const { file, text } = write
    this.#writes.delete(write)
    // the slot table is no file on a real disk, and needs no room
    if (this.full && file !== 'slots' && text.length > (this.#files.get(file)?.length ?? 0)) return fail(FULL)
    this.#files.set(file, text)
    return ok(undefined)
  }

  #fetch(request: Asked<'fetch'>, reply: Reply): void {
    transfer(request, this.#server, this.#clock, {
      download: this.#downloads.get(request.sha256),
      begin: (download) => this.#downloads.set(request.sha256, download),
      hasRoom: () => !this.full,
      wanted: () => reply.open,
      done: (fetched) => reply.answer(fetched),
    })
  }

  #measure({ sha256, signature }: Asked<'measure'>, reply: Reply): void {
    const bytes = this.#downloads.get(sha256)?.received ?? 0
    this.#after(READ_MS + Math.ceil(bytes / HASH_BYTES_PER_MS), reply, (): MeasuredPayload | undefined => {
      const download = this.#downloads.get(sha256)
      if (!download) return undefined
      const measured = contentSha256(download)
      const checked = signature === signatureOf(measured) ? 'valid' : 'invalid'
      return { size: download.received, sha256: measured, signature: signature === undefined ? 'missing' : checked }
    })
  }

  /** From here to its end the slot has no content; it stays so if its writer dies. */
  #unpack(request: Asked<'unpack'>, reply: Reply): void {
    const { sha256, slot } = request
    const download = this.#downloads.get(sha256)
    if (!download) return this.#after(READ_MS, reply, () => fail('nothing was downloaded'))
    this.#slots.delete(slot)
    this.#writers.set(slot, request)
    this.#clock.after(READ_MS + Math.ceil(download.received / UNPACK_BYTES_PER_MS), () => {
      if (this.#writers.get(slot) === request && reply.open) reply.answer(this.#unpacked(download, slot))
    })
  }

  #unpacked(download: Download, slot: SlotName): Outcome<SlotContent> {
    const { payload, received, altered } = download
    this.#writers.delete(slot)
    if (this.full) return fail(FULL)
    if (!payload.archive || received < payload.length) return fail('this is no archive')
    const content = { version: payload.version, payload: contentSha256(download) }
    this.#slots.set(slot, { content, boots: altered ? 'never-boots' : payload.boots, starts: 0 })
    return ok(content)
  }
}
