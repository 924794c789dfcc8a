// What an update engine and a boot loader need of their machine: its disk, and the way to the update server. As calls to
// named ports, so that the same text runs on a simulated disk and on a real one.
//
// The disk does what its names say or fails; it never leaves that open. A write of a file is whole or has not happened,
// also when the power fails in the middle. Writing a slot is not: until it is done the slot has no content.

import type { SlotName } from '../../history/event.ts'
import { Call, type Outcome } from '../../runtime/operation.ts'
import type { Json } from '../../runtime/wire.ts'
import type { Request, Response } from '../omaha/messages.ts'
import type { AdminAnswer } from '../server/admin.ts'
import type { MeasuredPayload } from './payload-verdict.ts'

/** The name of the disk's port on a machine's host. */
export const DISK_PORT = 'disk'

/** The name of the update server's port, on a machine's host and on the operators' desk. */
export const UPDATES_PORT = 'updates'

/** `slots`: the slot table. `engine`: what the update engine must not forget. `update.conf`: see update-conf.ts. */
export type DiskFile = 'slots' | 'engine' | 'update.conf'

/** What a slot holds: the release, and the base64 SHA-256 of the archive that was unpacked; null: as delivered. */
export interface SlotContent {
  readonly version: string
  readonly payload: string | null
}

/** How a download went on. `code`: 0 all of it is here; else update_engine's: 9 transfer, 14 write, 2000 + HTTP status. */
export interface Fetched {
  readonly received: number
  readonly code: number
}

export type DiskRequest =
  | { readonly kind: 'read-file'; readonly file: DiskFile }
  | { readonly kind: 'write-file'; readonly file: DiskFile; readonly text: string }
  | {
      readonly kind: 'fetch'
      readonly url: string
      readonly sha256: string
      readonly size: number
      readonly withinMs: number
    }
  | { readonly kind: 'measure'; readonly sha256: string; readonly signature: string | undefined }
  | { readonly kind: 'unpack'; readonly sha256: string; readonly slot: SlotName }
  | { readonly kind: 'discard' }
  | { readonly kind: 'read-slot'; readonly slot: SlotName }

const disk = <Answer>(request: DiskRequest): Call<Answer> => new Call(DISK_PORT, request)

/** The text of a file; null: there is none. */
export const readFile = (file: DiskFile): Call<string | null> => disk({ kind: 'read-file', file })

/** Replaces a file. `ok` once it is on the disk for good; `fail`: the disk is full, and the old text stands. */
export const writeFile = (file: DiskFile, text: string): Call<Outcome<void>> => disk({ kind: 'write-file', file, text })

/**
 * Downloads a payload, and goes on where an earlier download of the same `sha256` (base64) ended. It stops one byte after
 * `size`, so that a longer one shows; and when nothing has come for `withinMs` milliseconds.
 */
export const fetchPayload = (url: string, sha256: string, size: number, withinMs: number): Call<Fetched> =>
  disk({ kind: 'fetch', url, sha256, size, withinMs })

/** What was downloaded for this `sha256`, as it really is; undefined: nothing. `signature` is checked with the machine's key. */
export const measurePayload = (sha256: string, signature: string | undefined): Call<MeasuredPayload | undefined> =>
  disk({ kind: 'measure', sha256, signature })

/** Writes a downloaded payload into a slot, in place of what was there. `fail`: the disk is full, or it is no archive. */
export const unpackPayload = (sha256: string, slot: SlotName): Call<Outcome<SlotContent>> =>
  disk({ kind: 'unpack', sha256, slot })

/** Removes all that was downloaded. */
export const discardPayloads = (): Call<void> => disk({ kind: 'discard' })

/** What a slot holds; undefined: nothing that was written whole. */
export const readSlot = (slot: SlotName): Call<SlotContent | undefined> => disk({ kind: 'read-slot', slot })

export type UpdatesRequest =
  | { readonly kind: 'omaha'; readonly server: string; readonly message: Request; readonly withinMs: number }
  | { readonly kind: 'admin'; readonly what: string; readonly body: Json; readonly withinMs: number }

/** An answer over HTTP, or what stands for it. `response` is there with status 200 only. */
export interface OmahaAnswer {
  readonly status: number
  readonly response?: Response
}

/** Sends an Omaha message to this URL. `fail`: it was not sent; `unknown`: no answer came, or none that could be read. */
export const askServer = (server: string, message: Request, withinMs: number): Call<Outcome<OmahaAnswer>> =>
  new Call(UPDATES_PORT, { kind: 'omaha', server, message, withinMs } satisfies UpdatesRequest)

/** Does what an operator asks of the server; `what` and `body` as in `server/admin-request.ts`. */
export const administer = (what: string, body: Json, withinMs: number): Call<Outcome<AdminAnswer>> =>
  new Call(UPDATES_PORT, { kind: 'admin', what, body, withinMs } satisfies UpdatesRequest)
