// Payloads over HTTP: files of a folder, whole or from a byte on (RFC 9110, 14). Whoever may, puts them there too.

import { createReadStream, createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const PATH = /^\/payloads\/([^/?]+)$/
const NAME = /^\w[\w.+-]{0,199}$/

/** One byte in so many is wrong. */
const WRONG_EVERY = 16 * 1024

export class PayloadFiles {
  readonly #folder: string
  /** How many bytes of payloads have left. */
  sent = 0
  /** Payloads are served with bytes that are wrong. */
  corrupted = false

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    this.#folder = folder
  }

  /** Answers a request for a payload. False: it is about something else, and is not answered. */
  serve(request: IncomingMessage, response: ServerResponse, mayPut: boolean): boolean {
    const found = PATH.exec(request.url ?? '')?.[1]
    if (found === undefined) return false
    const name = decoded(found)
    if (!NAME.test(name)) response.writeHead(404).end()
    else if (request.method === 'PUT' && mayPut) void this.#take(join(this.#folder, name), request, response)
    else if (request.method === 'GET') void this.#give(join(this.#folder, name), request, response)
    else response.writeHead(405, { allow: 'GET' }).end()
    return true
  }

  async #take(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const unfinished = `${path}.${process.hrtime.bigint()}.new`
    try {
      await pipeline(request, createWriteStream(unfinished))
      renameSync(unfinished, path)
      response.writeHead(204).end()
    } catch {
      response.writeHead(500).end()
    }
  }

  async #give(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const size = statSync(path, { throwIfNoEntry: false })?.size
    if (size === undefined) return void response.writeHead(404).end()
    const from = /^bytes=(\d{1,15})-$/.exec(request.headers.range ?? '')?.[1]
    const start = Number(from ?? 0)
    if (from !== undefined && start >= size) {
      return void response.writeHead(416, { 'content-range': `bytes */${size}` }).end()
    }
    const range = from === undefined ? {} : { 'content-range': `bytes ${start}-${size - 1}/${size}` }
    response.writeHead(from === undefined ? 200 : 206, {
      ...range,
      'content-type': 'application/gzip',
      'content-length': size - start,
      'accept-ranges': 'bytes',
    })
    await pipeline(createReadStream(path, { start }), this.#leaving(start), response).catch(() => {}) // the client has gone
  }

  /** Which bytes are wrong depends on their place in the payload, wherever a download begins. */
  #leaving(start: number): Transform {
    const { corrupted } = this
    let at = start
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.sent += chunk.length
        if (corrupted) alter(chunk, at)
        at += chunk.length
        done(null, chunk)
      },
    })
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return ''
  }
}

/** @param at the chunk's place in the payload */
function alter(chunk: Buffer, at: number): void {
  for (let i = WRONG_EVERY - 1 - (at % WRONG_EVERY); i < chunk.length; i += WRONG_EVERY) {
    chunk[i] = (chunk[i] as number) ^ 0xff
  }
}
