// What runs in a machine's os container: one boot of the machine, on the live runner. What runs is the same text
// as in the simulation; here are only its ports. Kept light: nothing that the first lines of a boot do not need is
// loaded before they are out.

import type { Fact } from '../../../history/event.ts'
import { boot } from '../../../machine/machine.ts'
import { crash } from '../../../machine/supervisor.ts'
import { FLEETLOCK_PORT } from '../../../machine/fleetlock.ts'
import { FIRMWARE_PORT, type Firmware } from '../../../machine/reboot.ts'
import type { Host, Port } from '../../../runtime/host.ts'
import type { Kernel } from '../../../runtime/kernel.ts'
import { liveRunner } from '../../../runtime/live.ts'
import { RandomStream } from '../../../runtime/random.ts'
import { WIRE_PORT } from '../../../runtime/wire.ts'
import { STORE_PORT } from '../../../store/contract.ts'
import { Endpoints } from '../../../store/endpoints.ts'
import { HttpWire } from '../wire.ts'
import { CONFIG_VARIABLE, DISK, type PodConfig, REBOOT_STATUS, WIRE_LISTEN_PORT } from './config.ts'
import { countBoot } from './disk.ts'
import { fleetLockPort } from './fleetlock-port.ts'
import { platformOf } from './platform.ts'
import { stdoutSource } from './stdout.ts'

// The first process of a container gets no signal that it has no handler for.
process.on('SIGTERM', () => process.exit(0))

const config = JSON.parse(process.env[CONFIG_VARIABLE] ?? 'null') as PodConfig
const { spec, tuning, seed, epochMs, startsAt, members } = config
const number = countBoot(DISK)
const { kernel } = liveRunner(epochMs)
const record = stdoutSource(`${spec.id}.${number}`, epochMs)

const host: Host = {
  name: spec.id,
  random: new RandomStream(seed, `os:${spec.id}.${number}`),
  ports: {
    [STORE_PORT]: storePort(kernel, config),
    [WIRE_PORT]: new HttpWire({
      kernel,
      listen: { host: '0.0.0.0', port: WIRE_LISTEN_PORT },
      urlOf: (machine) => `http://${machine}:${WIRE_LISTEN_PORT}`,
    }).port,
    [FLEETLOCK_PORT]: fleetLockPort(tuning.callTimeoutMs),
    [FIRMWARE_PORT]: (request) => {
      if ((request as Firmware) !== 'reboot') throw new Error(`the firmware does not know "${String(request)}"`)
      process.exit(REBOOT_STATUS)
    },
  },
  record: (fact) => record(fact as Fact), // programs record facts only: see history/event.ts
  crashed: (program, error) => record(crash(program, error)),
  frozen: false,
}

const platform = await platformOf(config.platform)
kernel.start('boot', host, boot({ spec, tuning, boot: number, startsAt, hasStore: members.length > 0 }, platform))

/** gRPC takes longer to load than the rest together, and nothing is asked of the store in the first moments of a boot. */
function storePort(kernel: Kernel, { members, tuning }: PodConfig): Port {
  const ports = new Map(members.map(({ machine, port }) => [machine, port]))
  const loading = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
    const { EtcdStore } = await import('../etcd/etcd-store.ts')
    loaded = new EtcdStore({
      kernel,
      endpoints: new Endpoints(members.map(({ machine }) => machine)),
      urlOf: (member) => `http://127.0.0.1:${ports.get(member)}`,
      defaultWithinMs: tuning.callTimeoutMs,
    }).port
  })
  let loaded: Port | undefined
  return (request, reply) => {
    if (loaded) loaded(request, reply)
    else void loading.then(() => loaded?.(request, reply))
  }
}
