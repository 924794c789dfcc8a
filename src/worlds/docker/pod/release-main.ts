// What runs of a release in a slot: this file is the slot's own, as all that it imports. It goes on where the boot loader
// stopped.

import { boot as bootOf } from '../../../machine/machine.ts'
import type { ReleaseRequest } from '../../../machine/release.ts'
import type { Port } from '../../../runtime/host.ts'
import { liveRunner } from '../../../runtime/live.ts'
import { type Handover, slotIsHealthy } from './handover.ts'
import { contextOf, machineHost } from './machine-host.ts'
import { platformOf } from './platform.ts'
import { stdoutSource } from './stdout.ts'

/** Takes the boot over. @throws what keeps it from doing so */
export async function run({ config, boot, os, folder, events }: Handover): Promise<void> {
  const { kernel } = liveRunner(config.epochMs)
  const { record } = stdoutSource(`${config.spec.id}.${boot}`, config.epochMs, events)
  const release: Port = (raw, reply) => {
    const request = raw as ReleaseRequest // called through machine/release.ts alone
    if (request.kind === 'start') throw new Error('a release that runs starts no other')
    void slotIsHealthy(folder).then((healthy) => reply.answer(healthy))
  }
  const host = machineHost({ config, boot, kernel, record, release })
  const platform = await platformOf(config.platform)
  kernel.start('boot', host, bootOf({ ...contextOf(config, boot), os }, platform))
}
