// The first process of the update server's container: the server on real HTTP, in front of the run's etcd, and the payloads.
// Machines reach it through a proxy; the harness past it, where it also brings payloads and has them served wrongly.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fact } from '../../../history/event.ts'
import { crash } from '../../../machine/supervisor.ts'
import { UPDATES_HOST } from '../../../machine/topology.ts'
import { updateServerConfig } from '../../../machine/updates.ts'
import { liveRunner } from '../../../runtime/live.ts'
import { Endpoints } from '../../../store/endpoints.ts'
import { EtcdStore } from '../etcd/etcd-store.ts'
import { PayloadFiles } from '../updates/payload-files.ts'
import { openUpdates } from '../updates-http.ts'
import {
  CONFIG_VARIABLE,
  ETCD_CLIENT_PORT,
  UPDATES_DIRECT_PORT,
  UPDATES_LISTEN_PORT,
  type UpdatesPodConfig,
} from './config.ts'
import { platformOf } from './platform.ts'
import { stdoutSource } from './stdout.ts'

process.on('SIGTERM', () => process.exit(0))

const { members, callTimeoutMs, seed, epochMs, startsAt, platform } = JSON.parse(
  process.env[CONFIG_VARIABLE] ?? 'null',
) as UpdatesPodConfig
const { kernel } = liveRunner(epochMs)
const { record } = stdoutSource(`${UPDATES_HOST}.1`, epochMs)
const payloads = new PayloadFiles('/var/lib/payloads')
const { openUpdates: open } = await platformOf(platform)
const store = new EtcdStore({
  kernel,
  endpoints: new Endpoints(members),
  urlOf: (member) => `http://${member}:${ETCD_CLIENT_PORT}`,
  defaultWithinMs: callTimeoutMs,
})
const common = {
  kernel,
  store: store.port,
  service: open(updateServerConfig(startsAt)),
  seed,
  record: (fact: object) => record(fact as Fact), // the server records facts only: see history/event.ts
  onCrash: (error: unknown) => record(crash('answer', error)),
}
await openUpdates({
  ...common,
  listen: { host: '127.0.0.1', port: UPDATES_LISTEN_PORT },
  beside: (request, response) => payloads.serve(request, response, false),
})
await openUpdates({
  ...common,
  listen: { host: '0.0.0.0', port: UPDATES_DIRECT_PORT },
  beside: (request, response) => payloads.serve(request, response, true) || forTheHarness(request, response),
})

/**
 * `PUT /corrupted` and `PUT /whole`: from now on payloads are served with wrong bytes, or right again. `GET /sent`: how many
 * bytes of them have left.
 */
function forTheHarness({ method, url }: IncomingMessage, response: ServerResponse): boolean {
  switch (`${method} ${url}`) {
    case 'PUT /corrupted':
    case 'PUT /whole':
      payloads.corrupted = url === '/corrupted'
      response.writeHead(204).end()
      return true
    case 'GET /sent':
      response.writeHead(200).end(String(payloads.sent))
      return true
    default:
      return false
  }
}
