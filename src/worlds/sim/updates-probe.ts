// What a client outside of all machines sees of the simulated update server.

import { UPDATES_HOST } from '../../machine/topology.ts'
import { OMAHA_SERVICE } from '../../machine/updates.ts'
import type { Outcome } from '../../runtime/operation.ts'
import type { Json } from '../../runtime/wire.ts'
import { PROTOCOL, type Request } from '../../updates/omaha/messages.ts'
import type { UpdatesProbe } from '../world.ts'
import type { Clock } from './power-timers.ts'
import { PROBED } from './releases.ts'
import { contentSha256, type Download, transfer } from './transfer.ts'
import type { Yard } from './yard.ts'

/** Of no machine: it is answered, and changes nothing. */
const NO_APPS = {
  protocol: PROTOCOL,
  version: 'probe',
  updaterVersion: 'probe',
  installSource: 'ondemandupdate',
  isMachine: true,
  apps: [],
} satisfies Request

/** Asks once, and then downloads a small payload; each for as long as a call may take. */
export function probeUpdates(yard: Yard, done: (probe: UpdatesProbe) => void): void {
  const { timers, tuning, wire } = yard
  const from = timers.now()
  const withinMs = tuning.callTimeoutMs
  let open = true
  const body: Json = NO_APPS
  wire.port('desk')(
    { kind: 'request', host: UPDATES_HOST, service: OMAHA_SERVICE, body, withinMs },
    {
      answer(value) {
        if (!open) return
        open = false
        const answers = (value as Outcome<Json>).kind === 'ok'
        const ms = timers.now() - from
        probePayload(yard, (payload) => done({ answers, ms, payload }))
      },
      get open() {
        return open
      },
    },
  )
}

function probePayload({ timers, tuning, payloadServer }: Yard, done: (saw: UpdatesProbe['payload']) => void): void {
  const clock: Clock = {
    now: () => timers.now(),
    after: (ms, callback) => timers.callAt(timers.now() + ms, callback),
  }
  const { sha256, length: size, url } = PROBED
  let download: Download | undefined
  transfer({ kind: 'fetch', url, sha256, size, withinMs: tuning.callTimeoutMs }, payloadServer, clock, {
    download,
    begin: (begun) => {
      download = begun
    },
    hasRoom: () => true,
    wanted: () => true,
    done: ({ received, code }) => {
      if (!download || received === 0) done('none')
      else if (code !== 0) done('truncated')
      else done(contentSha256(download) === sha256 ? 'whole' : 'corrupted')
    },
  })
}
