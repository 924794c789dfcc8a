// For planted bugs that ask the store something else than the reference does: a program with its requests changed on their
// way, and with them those of every program that it starts.

import { Call, FirstOf, type Operation, type Program, Spawn } from '../../src/runtime/operation.ts'
import { STORE_PORT, type StoreEnvelope, type StoreRequest } from '../../src/store/contract.ts'

export type Change = (request: StoreRequest) => StoreRequest

export function* withStoreCalls<T>(program: Program<T>, change: Change): Program<T> {
  let step = program.next()
  while (step.done !== true) {
    let answer: unknown
    try {
      answer = yield changed(step.value, change)
    } catch (error) {
      step = program.throw(error)
      continue
    }
    step = program.next(answer)
  }
  return step.value
}

function changed(operation: Operation<unknown>, change: Change): Operation<unknown> {
  if (operation instanceof Spawn) return new Spawn(operation.name, withStoreCalls(operation.program, change))
  if (operation instanceof FirstOf) {
    const programs = Object.entries(operation.programs as Record<string, Program<unknown>>)
    return new FirstOf(Object.fromEntries(programs.map(([name, program]) => [name, withStoreCalls(program, change)])))
  }
  if (!(operation instanceof Call) || operation.port !== STORE_PORT) return operation
  const { request, options } = operation.request as StoreEnvelope // the store's port is handed nothing else
  return new Call(STORE_PORT, { request: change(request), options } satisfies StoreEnvelope)
}
