// The images are what their names say: each is started once, and asked for its version.

import { afterAll, expect, test } from '@jest/globals'
import { findEngine } from '../src/worlds/docker/engine.ts'
import { ensureImages } from '../src/worlds/docker/images.ts'
import { runLabels } from '../src/worlds/docker/run-labels.ts'
import { sweep } from '../src/worlds/docker/sweep.ts'

// Its reaper is an image of its own, which not every host can have; our own sweep does that work.
process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
const { GenericContainer, Wait } = await import('testcontainers')

const runId = `images-${process.pid}`
const engine = await findEngine()
const images = await ensureImages(engine)

afterAll(() => sweep(engine, { runId }))

async function says(image: string, configure: (container: InstanceType<typeof GenericContainer>) => void) {
  const lines: string[] = []
  const container = new GenericContainer(image)
    .withLabels(runLabels(runId))
    .withWaitStrategy(Wait.forOneShotStartup())
    .withLogConsumer((stream) => stream.on('data', (line: Buffer | string) => lines.push(String(line))))
  configure(container)
  const started = await container.start()
  await started.stop()
  return lines.join('')
}

test('etcd is etcd, in the version of its tag', async () => {
  const said = await says(images.etcd, (container) => container.withCommand(['--version']))
  expect(said).toContain(`etcd Version: ${images.etcd.split(':')[1]}`)
}, 60_000)

test('Toxiproxy is Toxiproxy', async () => {
  const said = await says(images.toxiproxy, (container) => container.withCommand(['-version']))
  expect(said).toMatch(/toxiproxy-server version/)
}, 60_000)

test('a machine runs a Node that strips types itself', async () => {
  const script = 'console.log(process.version, process.features.typescript)'
  const said = await says(images.machine, (container) =>
    container.withEntrypoint(['/usr/local/bin/node']).withCommand(['-e', script]),
  )
  expect(said).toMatch(/^v2[4-9]\.\d+\.\d+ strip/)
}, 60_000)
