// What runs in a machine's os container: one boot of the machine, on the live runner. What runs is the same text as in the
// simulation; here are only its ports. Where the machine has slots this is its boot loader, and the factory's release.

import { inspect } from 'node:util'
import { powerOn } from '../../../machine/machine.ts'
import type { ReleaseRequest } from '../../../machine/release.ts'
import type { Port } from '../../../runtime/host.ts'
import { liveRunner } from '../../../runtime/live.ts'
import { CONFIG_VARIABLE, DISK, OS_DISK, type PodConfig, RESET_STATUS } from './config.ts'
import { countBoot } from './disk.ts'
import { startSlot } from './handover.ts'
import { contextOf, machineHost } from './machine-host.ts'
import { platformOf } from './platform.ts'
import { slotFolder } from './slots.ts'
import { stdoutSource } from './stdout.ts'

// The first process of a container gets no signal that it has no handler for.
process.on('SIGTERM', () => process.exit(0))

const config = JSON.parse(process.env[CONFIG_VARIABLE] ?? 'null') as PodConfig
const boot = countBoot(DISK)
const { kernel } = liveRunner(config.epochMs)
const source = stdoutSource(`${config.spec.id}.${boot}`, config.epochMs)

/** A slot's release takes over, and the loader gets no answer. One that does not start has the machine reset. */
const release: Port = (raw, reply) => {
  const request = raw as ReleaseRequest // called through machine/release.ts alone
  if (request.kind === 'health') return reply.answer(true) // only the factory's release asks here
  const { os } = request
  if (os.payload === null) return reply.answer(undefined)
  startSlot({ config, boot, os, folder: slotFolder(OS_DISK, os.slot), events: source.written() }).catch(
    (error: unknown) => {
      process.stderr.write(`the release does not boot: ${inspect(error)}\n`)
      process.exit(RESET_STATUS)
    },
  )
}

const host = machineHost({ config, boot, kernel, record: source.record, release })
const platform = await platformOf(config.platform)
kernel.start('boot', host, powerOn(contextOf(config, boot), platform))
