// Answers a machine's port of processes with containers on the engine that runs the machine itself. What they promise:
// worlds/contracts/processes.ts.

import { join } from 'node:path'
import type { ProcessRequest } from '../../../fleet/manager/processes.ts'
import type { Port } from '../../../runtime/host.ts'
import { fail, ok, type Outcome } from '../../../runtime/operation.ts'
import { DISK, REFUSAL_FILE, type UnitsConfig } from './config.ts'
import { textOf } from './durable.ts'
import type { UnitContainers } from './unit-containers.ts'

/** The engine's client takes a while to load, and no unit is started in the first moments of a boot. */
export function processPort(config: UnitsConfig, boot: number): Port {
  const loading = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
    const { UnitContainers: Loaded } = await import('./unit-containers.ts')
    return new Loaded(config, boot)
  })
  return (raw, reply) => {
    const request = raw as ProcessRequest // the port is called through fleet/manager/processes.ts alone
    if (request.kind === 'queue-job') return reply.answer(queued())
    // what it rejects with is a defect: the process ends of it, and its log says why
    void loading.then(async (containers) => reply.answer(await answer(containers, request)))
  }
}

/** The file is the world's, which writes it whenever it likes. */
function queued(): Outcome<void> {
  const refusal = textOf(join(DISK, REFUSAL_FILE)) ?? ''
  return refusal === '' ? ok(undefined) : fail(refusal)
}

type OfProcesses = Exclude<ProcessRequest, { readonly kind: 'queue-job' }>

function answer(containers: UnitContainers, request: OfProcesses): Promise<unknown> {
  switch (request.kind) {
    case 'start':
      return containers.start(request.command)
    case 'wait':
      return containers.wait(request.process)
    case 'signal':
      return containers.signal(request.process, request.signal)
  }
}
