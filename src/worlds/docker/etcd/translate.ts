// Between the contract's words and etcd's protocol: strings are UTF-8 bytes there, 64-bit integers travel as decimal
// strings. Revisions become numbers (2^53 of them suffice); lease ids use all 64 bits and stay strings.

import type {
  ICompare,
  IDeleteRangeRequest,
  IDeleteRangeResponse,
  IKeyValue,
  IPutRequest,
  IPutResponse,
  IRangeRequest,
  IRangeResponse,
  IRequestOp,
  IResponseHeader,
  IResponseOp,
  ITxnRequest,
  ITxnResponse,
  IWatchCreateRequest,
} from 'etcd3'
import type {
  Compare,
  Delete,
  DeleteAnswer,
  KeyValue,
  Put,
  PutAnswer,
  Range,
  RangeAnswer,
  Txn,
  TxnAnswer,
  Watch,
} from '../../../store/contract.ts'

type Write = Put | Delete
type Step = Range | Write

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8')

export const revisionOf = (header: IResponseHeader): number => Number(header.revision)

const span = (request: { readonly key: string; readonly rangeEnd?: string }): { key: Buffer; range_end?: Buffer } => ({
  key: bytes(request.key),
  ...(request.rangeEnd === undefined ? {} : { range_end: bytes(request.rangeEnd) }),
})

export const toRange = (request: Range): IRangeRequest => ({
  ...span(request),
  revision: request.revision ?? 0,
  limit: request.limit ?? 0,
  serializable: request.serializable ?? false,
})

export const toPut = (request: Put): IPutRequest => ({
  key: bytes(request.key),
  value: bytes(request.value),
  lease: request.lease ?? 0,
})

export const toDelete = (request: Delete): IDeleteRangeRequest => span(request)

export const toWatch = (request: Watch): IWatchCreateRequest => ({
  ...span(request),
  start_revision: request.fromRevision ?? 0,
})

export const toTxn = (request: Txn): ITxnRequest => ({
  compare: request.compares.map(toCompare),
  success: request.then.map(toStep),
  failure: request.otherwise.map(toStep),
})

const RELATIONS = { '=': 'Equal', '!=': 'NotEqual', '>': 'Greater', '<': 'Less' } as const

function toCompare(compare: Compare): ICompare {
  const common = { key: bytes(compare.key), result: RELATIONS[compare.relation] }
  switch (compare.target) {
    case 'create-revision':
      return { ...common, target: 'Create', create_revision: compare.operand }
    case 'mod-revision':
      return { ...common, target: 'Mod', mod_revision: compare.operand }
    case 'version':
      return { ...common, target: 'Version', version: compare.operand }
    case 'value':
      return { ...common, target: 'Value', value: bytes(compare.operand) }
    case 'lease':
      return { ...common, target: 'Lease', lease: compare.operand }
  }
}

function toStep(step: Step): IRequestOp {
  switch (step.kind) {
    case 'range':
      return { request_range: toRange(step) }
    case 'put':
      return { request_put: toPut(step) }
    case 'delete':
      return { request_delete_range: toDelete(step) }
  }
}

export const fromKeyValue = (kv: IKeyValue): KeyValue => ({
  key: kv.key.toString('utf8'),
  value: kv.value.toString('utf8'),
  createRevision: Number(kv.create_revision),
  modRevision: Number(kv.mod_revision),
  version: Number(kv.version),
  ...(kv.lease === '0' ? {} : { lease: kv.lease }),
})

export const fromRange = (answer: IRangeResponse): RangeAnswer => ({
  kind: 'range',
  revision: revisionOf(answer.header),
  kvs: answer.kvs.map(fromKeyValue),
  count: Number(answer.count),
})

export const fromPut = (answer: IPutResponse): PutAnswer => ({ kind: 'put', revision: revisionOf(answer.header) })

export const fromDelete = (answer: IDeleteRangeResponse): DeleteAnswer => ({
  kind: 'delete',
  revision: revisionOf(answer.header),
  deleted: Number(answer.deleted),
})

/** @param request tells which list was run, and so what each of etcd's answers is */
export function fromTxn(answer: ITxnResponse, request: Txn): TxnAnswer {
  const steps = answer.succeeded ? request.then : request.otherwise
  return {
    revision: revisionOf(answer.header),
    succeeded: answer.succeeded,
    answers: answer.responses.map((response, i) => fromStep(response, (steps[i] as Step).kind)),
  }
}

function fromStep(response: IResponseOp, kind: Step['kind']): TxnAnswer['answers'][number] {
  switch (kind) {
    case 'range':
      return fromRange(response.response_range)
    case 'put':
      return fromPut(response.response_put)
    case 'delete':
      return fromDelete(response.response_delete_range)
  }
}
