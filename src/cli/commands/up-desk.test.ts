import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from '@jest/globals'
import { Orders } from '../../harness/orders.ts'
import { TOPOLOGIES } from '../../machine/topologies.ts'
import type { Topology } from '../../machine/topology.ts'
import { UsageError } from '../exit.ts'
import { fieldOf } from './play.ts'
import { UpDesk } from './up-desk.ts'

/** A machine's server that says who it is and what it was asked; at once, or it hangs up. */
async function machine(name: string, answers: boolean) {
  const server = createServer((asked, reply) => {
    if (answers) reply.writeHead(203, { 'x-machine': name }).end(`${asked.method} ${asked.url}`)
    else reply.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void server.close(() => resolve())) }
}

async function opened(machines: readonly { readonly url: string }[]) {
  const orders = new Orders()
  const addresses = { machines: machines.map(({ url }, n) => ({ id: `m${n}`, fleet: url, app: url })) }
  const listen = { host: '127.0.0.1', port: 0 }
  const topology = TOPOLOGIES.tripledouble as Topology
  const desk = await UpDesk.open({ listen, topology, orders, addresses: () => addresses })
  return { desk, orders, [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose]() }
}

const order = (desk: UpDesk, body: string, type = 'application/json') =>
  fetch(`${desk.url}/steps`, { method: 'POST', headers: { 'content-type': type }, body })

describe('the address of a cluster that is up', () => {
  test('hands a request on to the first machine that answers, as it stands', async () => {
    await using gone = await machine('m0', false)
    await using there = await machine('m1', true)
    await using bench = await opened([gone, there])
    const answered = await fetch(`${bench.desk.url}/fleet/v1/units?nextPageToken=x`)
    expect([answered.status, answered.headers.get('x-machine')]).toEqual([203, 'm1'])
    expect(await answered.text()).toBe('GET /fleet/v1/units?nextPageToken=x')
    const head = await fetch(`${bench.desk.url}/app`, { method: 'HEAD' })
    expect(head.headers.get('x-machine')).toBe('m1')
  })

  test('says so when none does, and where there is nothing', async () => {
    await using gone = await machine('m0', false)
    await using bench = await opened([gone])
    expect((await fetch(`${bench.desk.url}/app`)).status).toBe(502)
    expect((await fetch(`${bench.desk.url}/admin/group`)).status).toBe(404)
    expect((await fetch(`${bench.desk.url}/`)).status).toBe(404)
  })

  test('takes an order, and answers once it is known what came of it', async () => {
    await using bench = await opened([])
    const { desk } = bench
    const ordered = order(desk, '{"do":"hang","machine":"m1","forMs":100}')
    const does = 'hang m1 for 100 ms'
    const at = { id: 'conductor/1', source: 'conductor', seq: 1, at: 1 } as const
    desk.see({ ...at, kind: 'step.witnessed', step: 1, does, what: 'begin', verdict: 'seen', evidence: 'it is silent' })
    expect(await (await ordered).json()).toEqual({ step: 1, done: true, says: expect.stringContaining('it is silent') })
    const skipped = order(desk, '{"do":"hang","machine":"m1","forMs":100}')
    desk.see({ ...at, kind: 'step.skipped', step: 2, does, why: 'step 1 has hold of m1' })
    expect(await (await skipped).json()).toMatchObject({ step: 2, done: false })
  })

  test.each([
    ['a body that is not JSON', '{', 400, /JSON/],
    ['a step that there is not', '{"do":"explode"}', 400, /unknown step "explode", expected one of /],
    ['a machine that there is not', '{"do":"ask-reboot","machine":"m9"}', 400, /unknown machine "m9"/],
    ['a field that is missing', '{"do":"publish","version":"1.1.0"}', 400, /channel/],
    ['an instant', '{"do":"ask-reboot","machine":"m0","when":{"at":1}}', 400, /when/],
    ['a list', '[]', 400, /not an object/],
    ['too much', `{"do":"${'x'.repeat(1024 * 1024)}"}`, 400, /too long/],
  ])('refuses %s', async (_, body, status, why) => {
    await using bench = await opened([])
    const answered = await order(bench.desk, body)
    expect([answered.status, await answered.json()]).toEqual([status, { error: expect.stringMatching(why) }])
  })

  test('refuses what a page in a browser could send', async () => {
    await using bench = await opened([])
    expect((await order(bench.desk, '{"do":"ask-reboot","machine":"m0"}', 'text/plain')).status).toBe(415)
    expect((await fetch(`${bench.desk.url}/steps`)).status).toBe(405)
  })

  test('that is taken is wrong usage', async () => {
    await using bench = await opened([])
    const { port } = new URL(bench.desk.url)
    const again = UpDesk.open({
      listen: { host: '127.0.0.1', port: Number(port) },
      topology: { machines: [] },
      orders: bench.orders,
      addresses: () => ({ machines: [] }),
    })
    await expect(again).rejects.toThrow(UsageError)
  })
})

describe('a field of an order', () => {
  test.each([
    ['version=1.1.0', ['version', '1.1.0']],
    ['forMs=3000', ['forMs', 3000]],
    ['window=null', ['window', null]],
    ['policy={"maxUpdatesPerPeriod":1}', ['policy', { maxUpdatesPerPeriod: 1 }]],
    ['file=a=b', ['file', 'a=b']],
    ['unit=', ['unit', '']],
  ])('%s', (field, read) => expect(fieldOf(field)).toEqual(read))

  test.each(['machine', '=m0', 'policy={', 'file=@/there/is/none'])('%s is refused', (field) =>
    expect(() => fieldOf(field)).toThrow(UsageError),
  )
})
