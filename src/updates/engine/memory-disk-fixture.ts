// A machine's disk in memory, for the engine's tests. It also watches what no engine may ever do to it.

import type { SlotName } from '../../history/event.ts'
import { nextBoot, type SlotTable } from '../boot/slots.ts'
import { decodeSlotTable } from '../boot/slots-codec.ts'
import { fail, ok } from '../../runtime/operation.ts'
import type { UpdateCheck } from '../omaha/messages.ts'
import type { DiskFile, DiskRequest, SlotContent } from './ports.ts'

export const SIZE = 10

export class MemoryDisk {
  readonly files: { [file in DiskFile]?: string } = {}
  readonly slots: { [slot in SlotName]: SlotContent | undefined } = {
    a: { version: '1.0.0', payload: null },
    b: undefined,
  }
  /** Bytes of each payload, by its hash. */
  readonly received = new Map<string, number>()
  /** Releases that start and do not prove themselves. */
  readonly neverGood = new Set<string>()
  /** Broken promises. */
  readonly broken: string[] = []
  /** Bytes and code of the fetches to come, in place of all of it. */
  readonly fetches: { readonly bytes: number; readonly code: number }[] = []
  /** Makes an operation fail as if the disk was full. */
  full: (request: DiskRequest) => boolean = () => false
  signature: 'valid' | 'invalid' = 'valid'
  running: SlotName = 'a'

  offerOf(version: string): UpdateCheck {
    const payload = { name: `${version}.tgz`, hash: '', size: SIZE, required: true }
    const action = { event: 'postinstall', sha256: shaOf(version), signature: 'signed', displayVersion: version }
    return { status: 'ok', urls: ['http://u/'], manifests: [{ version, packages: [payload], actions: [action] }] }
  }

  /** What is left of an operation that is cut short half-way. */
  begin(request: DiskRequest): void {
    if (request.kind === 'unpack') this.slots[request.slot] = undefined
    if (request.kind === 'fetch') this.received.set(request.sha256, 4)
  }

  serve(request: DiskRequest): unknown {
    switch (request.kind) {
      case 'read-file':
        return this.files[request.file] ?? null
      case 'write-file':
        if (this.full(request)) return fail('disk full')
        this.files[request.file] = request.text
        if (request.file === 'slots') this.#checkTable(decodeSlotTable(request.text))
        return ok(undefined)
      case 'fetch':
        return this.#fetch(request)
      case 'measure': {
        const size = this.received.get(request.sha256)
        return size === undefined ? undefined : { size, sha256: request.sha256, signature: this.signature }
      }
      case 'unpack':
        return this.#unpack(request)
      case 'discard':
        this.received.clear()
        return undefined
      case 'read-slot':
        return this.slots[request.slot]
    }
  }

  #fetch({ sha256, size }: Extract<DiskRequest, { kind: 'fetch' }>): unknown {
    const before = this.received.get(sha256) ?? 0
    const { bytes, code } = this.fetches.shift() ?? { bytes: size - before, code: 0 }
    this.received.set(sha256, before + bytes)
    return { received: before + bytes, code }
  }

  #unpack({ sha256, slot, ...request }: Extract<DiskRequest, { kind: 'unpack' }>): unknown {
    if (slot === this.running) this.broken.push('the running slot was written')
    const { slots } = this.files
    if (slots !== undefined && decodeSlotTable(slots)[slot].priority > 0) {
      this.broken.push('a slot in the boot order was written')
    }
    this.slots[slot] = undefined
    if (this.full({ sha256, slot, ...request })) return fail('disk full')
    if (this.received.get(sha256) !== SIZE) return fail('no archive')
    const content = { version: versionOf(sha256), payload: sha256 }
    this.slots[slot] = content
    return ok(content)
  }

  #checkTable(table: SlotTable): void {
    const next = nextBoot(table)
    if (next.kind === 'none') this.broken.push('no slot can boot')
    else if (this.slots[next.slot] === undefined) this.broken.push('a torn slot is the next to boot')
  }
}

/** What stands for a payload's SHA-256: 32 bytes in base64, in which its version can be read. */
export const shaOf = (version: string): string => btoa(version.padEnd(32))

const versionOf = (sha256: string): string => atob(sha256).trimEnd()
