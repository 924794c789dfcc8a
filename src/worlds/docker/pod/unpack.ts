// An archive into a slot: a tar in gzip, with a release.json that names its version. What would lie outside of the slot, or
// is neither a file nor a folder, makes it no archive of ours.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { extract } from 'tar'
import type { SlotName } from '../../../history/event.ts'
import { fail, ok, type Outcome } from '../../../runtime/operation.ts'
import type { SlotContent } from '../../../updates/engine/ports.ts'
import { oneLine } from '../engine-errors.ts'
import { isFull, textOf } from './durable.ts'
import { empty, seal, slotFolder } from './slots.ts'

/** The file in an archive that says what it is. */
export const RELEASE_FILE = 'release.json'

/**
 * Writes the archive into the slot, in place of what was there; when it fails the slot is empty.
 * @param payload base64 of the archive's SHA-256
 * @param goesOn false: whoever asked is gone, and the slot stays unfinished
 */
export async function unpack(
  root: string,
  slot: SlotName,
  archive: string,
  payload: string,
  goesOn: () => boolean,
): Promise<Outcome<SlotContent>> {
  empty(root, slot)
  try {
    const folder = slotFolder(root, slot)
    mkdirSync(folder, { recursive: true })
    await extractInto(folder, archive)
    const content = { version: versionIn(folder), payload }
    if (!goesOn()) return fail('nobody waits for it any more')
    seal(root, slot, content)
    return ok(content)
  } catch (error) {
    empty(root, slot)
    return fail(isFull(error) ? 'the disk is full' : `it is no archive of a release: ${oneLine(error)}`)
  }
}

async function extractInto(folder: string, archive: string): Promise<void> {
  let foreign: string | undefined
  await extract({
    file: archive,
    cwd: folder,
    strict: true, // an absolute path, one that leads out, bytes that are no tar: each is an error then
    noMtime: true,
    filter: (path, entry) => {
      const fits = 'type' in entry && (entry.type === 'File' || entry.type === 'Directory')
      if (!fits) foreign ??= path
      return fits
    },
  })
  if (foreign !== undefined) throw new Error(`${foreign} is neither a file nor a folder`)
}

function versionIn(folder: string): string {
  const { version } = JSON.parse(textOf(join(folder, RELEASE_FILE)) ?? '{}') as { readonly version?: unknown }
  if (typeof version !== 'string') throw new Error(`its ${RELEASE_FILE} names no version`)
  return version
}
