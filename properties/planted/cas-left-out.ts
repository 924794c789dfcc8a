// Wrong on purpose: the semaphore is written without comparing, over whatever stands there by now.

import { bootGood, releaseUntilSure, rebootWanted } from '../../src/locksmith/daemon.ts'
import { recorded, status } from '../../src/locksmith/lock.ts'
import { acquired, encode, semaphoreKey } from '../../src/locksmith/semaphore.ts'
import type { MachineContext, Platform } from '../../src/machine/platform.ts'
import { reboot } from '../../src/machine/reboot.ts'
import { locksmithConfig, reference } from '../../src/machine/reference.ts'
import { type Program, sleep } from '../../src/runtime/operation.ts'
import { txn } from '../../src/store/contract.ts'

const platform: Platform = {
  ...reference,
  name: 'cas-left-out',
  *lockDaemon(context, notices) {
    const wanted = yield* bootGood(notices)
    yield* releaseUntilSure(locksmithConfig(context))
    if (!wanted) yield* rebootWanted(notices)
    for (;;) {
      const revision = yield* take(context)
      if (revision !== undefined) yield* reboot(context, revision)
      yield* sleep(context.tuning.lockBackoffMs)
    }
  },
}

export default platform

function* take({ spec }: MachineContext): Program<number | undefined> {
  const { group, id: machine } = spec
  const read = yield* status(group)
  if (read.kind !== 'done') return undefined
  const change = acquired(read.semaphore, machine)
  if (change.kind === 'already') return read.revision
  if (change.kind === 'full') return undefined
  const put = { kind: 'put' as const, key: semaphoreKey(group), value: encode(change.semaphore) }
  const fact = { group, by: machine, base: read.revision, operation: 'acquire' as const, holder: machine }
  const written = yield* recorded(fact, () => txn({ compares: [], then: [put], otherwise: [] }))
  return written.kind === 'ok' ? written.value.revision : undefined
}
