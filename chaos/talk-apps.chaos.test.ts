// The talk's promise, as those see it who use the app: while a release moves through all machines there is no instant at which
// nobody answers. The history is judged as that of every scenario is; here a client asks besides.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { runTrial } from '../src/harness/trial.ts'
import type { Event } from '../src/history/event.ts'
import { reference } from '../src/machine/reference.ts'
import { hasFleet } from '../src/machine/topology.ts'
import { dockerWorld } from '../src/worlds/docker/docker-world.ts'
import { talk } from '../properties/scenarios.ts'
import { AppClient, longestGap, outagesIn, type Round, type Site } from './app-client.ts'
import { hasExpectedVerdict } from './as-expected.ts'

/** A client that does not look for longer than this, in milliseconds, may overlook something. */
const LOOKS_WITHIN_MS = 500

/** At the end, when all is at rest, an answer takes less. Milliseconds. */
const AT_REST_MS = 500

const BOTH = ['my-app@1.service', 'my-app@2.service']

/** The instances that answered, each from a machine of its own. */
const instancesIn = ({ answers }: Round): readonly string[] =>
  [...answers.values()].flatMap((said) => said.split(' on ').slice(0, 1)).toSorted()

describe.each(talk.filter(({ topology }) => hasFleet(topology)))('scenario $name in containers', (schedule) => {
  test('somebody answers at every instant while a release moves through all machines', async () => {
    const sites: Site[] = []
    let judgedAt = Infinity
    await using client = new AppClient()
    await using world = dockerWorld({
      onAddresses({ machines }) {
        sites.push(...machines.flatMap(({ id, app }) => (app === undefined ? [] : [{ id, app }])))
        client.begin(sites)
      },
    })
    const onEvent = (event: Event): void => {
      if (event.kind === 'phase' && event.phase === 'judge') judgedAt = Date.now()
    }
    const tried = await runTrial(world, schedule, reference, { onEvent })
    const asked = await client.stop()

    hasExpectedVerdict(tried)
    const updated = tried.recording.events.flatMap((event) =>
      event.kind === 'boot.slot' && event.version === '1.1.0' ? [event.machine] : [],
    )
    expect(new Set(updated)).toEqual(new Set(schedule.topology.machines.map(({ id }) => id)))

    // Nobody may have been left to answer what was asked later: the containers are taken away.
    const inTime = asked.filter(({ at }) => at < judgedAt - AT_REST_MS)
    const rounds = inTime.slice(inTime.findIndex((round) => instancesIn(round).join() === BOTH.join()))
    expect(outagesIn(rounds)).toEqual([])
    expect(longestGap(rounds)).toBeLessThan(LOOKS_WITHIN_MS)
    expect([rounds[0], rounds.at(-1)].map((round) => round && instancesIn(round))).toEqual([BOTH, BOTH])
    // The client can tell: it has seen each machine answer in its own name, and each one silent, for each was rebooted.
    for (const { id } of sites) {
      const inItsName = rounds.map(({ answers }) => answers.get(id)?.endsWith(` on ${id}`))
      expect(new Set(inItsName)).toEqual(new Set([true, undefined]))
    }
  }, 180_000)
})

test('the client sees a server go, and come back', async () => {
  const server = createServer((_, response) => response.end('my-app@1.service on m0\n'))
  const listen = async (port: number): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  await using client = new AppClient()
  client.begin([{ id: 'm0', app: `http://127.0.0.1:${port}` }])
  await pause(300)
  server.close()
  await pause(300)
  await listen(port)
  await pause(300)
  const rounds = await client.stop()
  server.close()
  const [outage, ...others] = outagesIn(rounds)
  expect(outage?.ms).toBeGreaterThanOrEqual(200)
  expect(others).toEqual([])
  expect(rounds.at(-1)?.answers).toEqual(new Map([['m0', 'my-app@1.service on m0']]))
})
