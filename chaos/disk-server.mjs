// The first process of a container whose disk is under test: it hands what is posted on to the disk's port. The disk is the
// machine image's own; no boot loader runs that would make anything of what stands there.

import { createServer } from 'node:http'

const [, , packageFolder, port, publicKey] = process.argv
const { diskPort } = await import(`${packageFolder}/src/worlds/docker/pod/disk-port.ts`)
const disk = diskPort({ root: `${packageFolder}/os`, table: `${packageFolder}/slots-table`, publicKey })

createServer(async (request, response) => {
  const body = await new Response(request).text()
  disk(JSON.parse(body), { answer: (value) => response.end(JSON.stringify({ value })), open: true })
}).listen(Number(port), '0.0.0.0')
