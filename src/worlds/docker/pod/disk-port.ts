// A machine's disk port on a real file system. Files are read and written at once; what takes time is done one after the
// other, and what an engine began that has crashed is given up.

import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Port, Reply } from '../../../runtime/host.ts'
import { fail, ok } from '../../../runtime/operation.ts'
import type { DiskFile, DiskRequest } from '../../../updates/engine/ports.ts'
import { Queue } from '../machines/queue.ts'
import { download } from './download.ts'
import { isFull, textOf, writeWhole } from './durable.ts'
import { measure } from './payload.ts'
import { contentOf, deliver } from './slots.ts'

export interface DiskPortOptions {
  /** The folder that stands for the disk. Its slots are made where there are none. */
  readonly root: string
  /** The file of the slot table. On a real disk that is no file, and needs no room: it lies where the disk is never full. */
  readonly table: string
  /** The key that payloads must be signed with, base64 of its DER (SPKI). */
  readonly publicKey: string | undefined
}

type Work = Extract<DiskRequest, { readonly kind: 'fetch' | 'measure' | 'unpack' | 'discard' }>

/** @throws Node's error when the slots cannot be made */
export function diskPort({ root, table, publicKey }: DiskPortOptions): Port {
  const pathOf = (file: DiskFile): string => (file === 'slots' ? table : join(root, FILES[file]))
  deliver(root)
  const queue = new Queue()
  const underWay = new Map<Reply, AbortController>()

  const work = async (request: Work, reply: Reply, signal: AbortSignal): Promise<unknown> => {
    switch (request.kind) {
      case 'fetch':
        return download(downloaded(root, request.sha256), { ...request, signal })
      case 'measure':
        return measure(downloaded(root, request.sha256), request.signature, publicKey)
      case 'unpack': {
        const archive = downloaded(root, request.sha256)
        const measured = await measure(archive, undefined, undefined)
        if (!measured) return fail('nothing was downloaded')
        const { unpack } = await import('./unpack.ts') // not before: no boot should wait for it
        return unpack(root, request.slot, archive, measured.sha256, () => reply.open)
      }
      case 'discard':
        rmSync(downloads(root), { recursive: true, force: true })
        return undefined
    }
  }

  return (raw, reply) => {
    const request = raw as DiskRequest // called through updates/engine/ports.ts alone
    switch (request.kind) {
      case 'read-file':
        return reply.answer(textOf(pathOf(request.file)) ?? null)
      case 'write-file':
        return reply.answer(written(pathOf(request.file), request.text))
      case 'read-slot':
        return reply.answer(contentOf(root, request.slot))
      default: {
        for (const [asker, abort] of underWay) if (!asker.open) abort.abort()
        const abort = new AbortController()
        underWay.set(reply, abort)
        const done = queue.run(() => work(request, reply, abort.signal))
        // what it rejects with is a defect: the process ends of it, and its log says why
        void done.then((answer) => reply.answer(answer)).finally(() => underWay.delete(reply))
      }
    }
  }
}

const downloads = (root: string): string => join(root, 'download')

const downloaded = (root: string, sha256: string): string =>
  join(downloads(root), `sha256-${Buffer.from(sha256, 'base64').toString('hex').slice(0, 64)}`)

const FILES = { engine: 'engine.json', 'update.conf': 'etc/update.conf' } as const

function written(path: string, text: string) {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeWhole(path, text)
    return ok(undefined)
  } catch (error) {
    if (isFull(error)) return fail('the disk is full')
    throw error
  }
}
