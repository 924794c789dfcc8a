// Changes the metadata of machines: a list of operations, something like JSON Patch. All are looked at before any is done;
// 128 and fewer are then done all or none, where upstream wrote one after the other.

import type { Program } from '../../runtime/operation.ts'
import { type MetadataChange, patchMetadata } from '../registry/machine-metadata.ts'
import { type ApiCall, written } from './api-call.ts'
import { readBody } from './body.ts'
import type { ApiReply } from './message.ts'
import { Refused } from './refused.ts'
import { type MachinePatch, machinePatchSchema } from './schema.ts'

/** PATCH /machines. The machines need not be present. */
export function* patchMachines({ request }: ApiCall): Program<ApiReply> {
  const changes = readBody(machinePatchSchema, request).map(changeOf)
  written(yield* patchMetadata(changes))
  return { status: 204 }
}

const PATH = /^\/([^/]+)\/metadata\/([A-Za-z0-9_.-]+)$/

function changeOf({ op, path, value }: MachinePatch[number]): MetadataChange {
  if (op !== 'add' && op !== 'remove' && op !== 'replace') {
    throw new Refused(400, 'invalid op: expect add, remove, or replace')
  }
  const [, machine, key] = PATH.exec(path ?? '') ?? []
  if (machine === undefined || key === undefined || !machine.isWellFormed()) {
    throw new Refused(400, 'machine metadata path invalid')
  }
  if (op === 'remove') return { machine, key, value: undefined }
  const text = typeof value === 'string' ? value : value?.value
  if (!text) throw new Refused(400, 'invalid value: add and replace require a value')
  if (!text.isWellFormed()) throw new Refused(400, 'invalid value: it holds half of a surrogate pair')
  return { machine, key, value: text }
}
