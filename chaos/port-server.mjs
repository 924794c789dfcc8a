// The first process of a container that stands in for the os of a machine: it hands what is posted on to one port of the
// machine, the one of its disk or the one of its units' processes, and answers what that port answers.

import { createServer } from 'node:http'
import { argv, env } from 'node:process'
import { text } from 'node:stream/consumers'

const [, , root, listenPort, kind, publicKey] = argv
const load = (module) => import(`${root}/src/worlds/docker/pod/${module}.ts`)
const open = {
  // the machine image's own disk; no boot loader runs that would make anything of what stands there
  disk: async () => (await load('disk-port')).diskPort({ root: `${root}/os`, table: `${root}/slots-table`, publicKey }),
  processes: async () => (await load('processes')).processPort(JSON.parse(env.SEATRIAL_MACHINE).units, 1),
}
const port = await open[kind]()

createServer(async (request, response) => {
  const body = await text(request)
  if (body === '') return response.end() // somebody looks whether it is up
  port(JSON.parse(body), { answer: (value) => response.end(JSON.stringify({ value })), open: true })
}).listen(Number(listenPort), '0.0.0.0')
