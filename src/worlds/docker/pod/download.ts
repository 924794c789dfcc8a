// A download over real HTTP that goes on where an earlier one ended (RFC 9110, 14: range requests).

import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { dirname } from 'node:path'
import type { Fetched } from '../../../updates/engine/ports.ts'
import { isFull } from './durable.ts'

export interface Download {
  readonly url: string
  /** In bytes, as it was declared. It stops one byte later, so that a longer one shows. */
  readonly size: number
  /** It is given up when nothing has come for so long, in milliseconds. */
  readonly withinMs: number
  /** It is given up at once. */
  readonly signal: AbortSignal
}

/** update_engine's codes: transfer, write, and the first of those that tell an HTTP status. */
const TRANSFER = 9
const WRITE = 14
const HTTP_STATUS = 2000

/** Downloads into a file, behind what it has. What has come stays, unless the server has something else. */
export async function download(path: string, { url, size, withinMs, signal }: Download): Promise<Fetched> {
  const stalled = new AbortController()
  const stall = setTimeout(() => stalled.abort(), withinMs)
  try {
    const have = sizeOf(path)
    if (have >= size) return { received: have, code: 0 }
    const response = await responseOf(url, have, AbortSignal.any([signal, stalled.signal]))
    const next = judged(response, have)
    if (next.discard) rmSync(path, { force: true })
    if (next.code === undefined) await append(path, response, size, () => stall.refresh())
    else response.destroy()
    return { received: sizeOf(path), code: next.code ?? 0 }
  } catch (error) {
    return { received: sizeOf(path), code: isFull(error) ? WRITE : TRANSFER }
  } finally {
    clearTimeout(stall)
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

function responseOf(url: string, from: number, signal: AbortSignal): Promise<IncomingMessage> {
  const headers = from === 0 ? {} : { range: `bytes=${from}-` }
  return new Promise((resolve, reject) => {
    get(url, { agent: false, headers, signal }, resolve).on('error', reject)
  })
}

interface Next {
  /** Nothing comes, and that is the code to end with; undefined: it goes on. */
  readonly code?: number
  /** What is here is of something else, or is sent again. */
  readonly discard?: boolean
}

function judged({ statusCode = 0, headers }: IncomingMessage, have: number): Next {
  const range = headers['content-range'] ?? ''
  switch (statusCode) {
    case 200:
      return { discard: true }
    case 206:
      return range.startsWith(`bytes ${have}-`) ? {} : { code: TRANSFER, discard: true }
    case 416:
      // there is no more, or there is less
      return range === `bytes */${have}` ? { code: 0 } : { code: HTTP_STATUS + statusCode, discard: true }
    default:
      return { code: HTTP_STATUS + statusCode }
  }
}

/** @param came is called for each piece */
async function append(path: string, response: IncomingMessage, size: number, came: () => void): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'a')
  try {
    let room = size + 1 - fstatSync(file).size
    for await (const chunk of response as AsyncIterable<Buffer>) {
      came()
      const bytes = chunk.subarray(0, room)
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
      room -= bytes.length
      if (room === 0) break
    }
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
