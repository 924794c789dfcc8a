// Runs in a machine's os container in place of its os: answers requests to the machine's port of processes over HTTP.

import { createServer } from 'node:http'
import { env, argv } from 'node:process'
import { text } from 'node:stream/consumers'

const [, , root, port, boot] = argv
const { processPort } = await import(`${root}/src/worlds/docker/pod/processes.ts`)
const processes = processPort(JSON.parse(env.SEATRIAL_MACHINE).units, `${boot}`)

createServer(async (request, response) => {
  const body = await text(request)
  if (body === '') return response.end() // somebody looks whether it is up
  processes(JSON.parse(body), { answer: (value) => response.end(JSON.stringify({ value })), open: true })
}).listen(Number(port), '0.0.0.0')
