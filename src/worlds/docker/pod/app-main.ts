// The program `app` of a machine's image: it does what machine/app.ts says of its arguments, and says which unit it is to
// whoever asks over HTTP. Units start it many times over, so it loads nothing that it does not need.

import { createServer, get } from 'node:http'
import { hostname } from 'node:os'
import { behaviourOf } from '../../../machine/app.ts'
import { UNIT_VARIABLE } from './config.ts'

const ASK_AGAIN_MS = 20

/** What a server exits with whose port another one has. */
const PORT_TAKEN = 1

/** No timer takes longer. */
const FOREVER_MS = 2 ** 31 - 1

const behaviour = behaviourOf(['app', ...process.argv.slice(2)])
if (!behaviour) throw new Error('app has no behaviour')
const { ends, serves, awaits, onTerm } = behaviour

if (onTerm.kind === 'ignores') process.on('SIGTERM', () => {})
if (onTerm.kind === 'exits') process.on('SIGTERM', () => setTimeout(() => process.exit(0), onTerm.afterMs))
if (serves) setTimeout(() => serve(serves.port), serves.startMs)
if (awaits) ask(awaits.port)
setTimeout(() => process.exit(ends?.code), ends?.afterMs ?? FOREVER_MS)

function serve(port: number): void {
  const line = `${process.env[UNIT_VARIABLE] ?? 'app'} on ${hostname()}\n`
  createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(line)
  })
    .on('error', () => process.exit(PORT_TAKEN))
    .listen(port, '0.0.0.0')
}

/** Until somebody answers there, whatever the answer is. */
function ask(port: number): void {
  const asked = get({ host: '127.0.0.1', port, agent: false, timeout: 1_000 }, () => process.exit(0))
  asked.on('timeout', () => asked.destroy())
  asked.on('close', () => setTimeout(() => ask(port), ASK_AGAIN_MS))
  asked.on('error', () => {}) // `close` follows
}
