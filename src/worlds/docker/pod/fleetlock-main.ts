// The first process of the FleetLock server's container: the server on real HTTP, in front of the run's etcd.

import { crash } from '../../../machine/supervisor.ts'
import { FLEETLOCK_HOST } from '../../../machine/topology.ts'
import { liveRunner } from '../../../runtime/live.ts'
import type { Fact } from '../../../history/event.ts'
import { Endpoints } from '../../../store/endpoints.ts'
import { EtcdStore } from '../etcd/etcd-store.ts'
import { openFleetLock } from '../fleetlock-http.ts'
import { CONFIG_VARIABLE, ETCD_CLIENT_PORT, FLEETLOCK_LISTEN_PORT, type FleetLockPodConfig } from './config.ts'
import { platformOf } from './platform.ts'
import { stdoutSource } from './stdout.ts'

process.on('SIGTERM', () => process.exit(0))

const { config, members, callTimeoutMs, seed, epochMs, platform } = JSON.parse(
  process.env[CONFIG_VARIABLE] ?? 'null',
) as FleetLockPodConfig
const { kernel } = liveRunner(epochMs)
const { record } = stdoutSource(`${FLEETLOCK_HOST}.1`, epochMs)
const { answerFleetLock } = await platformOf(platform)
const store = new EtcdStore({
  kernel,
  endpoints: new Endpoints(members),
  urlOf: (member) => `http://${member}:${ETCD_CLIENT_PORT}`,
  defaultWithinMs: callTimeoutMs,
})
await openFleetLock({
  kernel,
  store: store.port,
  config,
  answer: answerFleetLock,
  listen: { host: '0.0.0.0', port: FLEETLOCK_LISTEN_PORT },
  seed,
  record: (fact) => record(fact as Fact), // the server records facts only: see history/event.ts
  onCrash: (error) => record(crash('answer', error)),
})
