// The thread of the app's client (app-client.ts): it is told whom to ask, asks until it is told to stop, and answers with
// all that it was told.

import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { parentPort } from 'node:worker_threads'
import { type Round, type Site, WITHIN_MS } from './app-client.ts'

const EVERY_MS = 50

/** On a connection of its own. What is not an answer with 200 is none. */
function ask(url: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const none = (): void => resolve(undefined)
  const asked = get(url, { agent: false, signal: AbortSignal.timeout(WITHIN_MS) }, (answer) => {
    if (answer.statusCode === 200) text(answer).then(resolve, none)
    else none()
  })
  asked.on('error', none)
  return promise
}

async function askAll(sites: readonly Site[]): Promise<Round> {
  const at = Date.now()
  const answers = await Promise.all(sites.map(async ({ id, app }) => [id, (await ask(app))?.trim()] as const))
  return { at, answers: new Map(answers.flatMap(([id, said]) => (said === undefined ? [] : [[id, said]]))) }
}

parentPort?.once('message', (sites: readonly Site[]) => {
  const rounds = [askAll(sites)]
  // Rounds do not wait for one another: one that is answered slowly takes as long as many others.
  const timer = setInterval(() => rounds.push(askAll(sites)), EVERY_MS)
  parentPort?.once('message', () => {
    clearInterval(timer)
    void Promise.all(rounds).then((all) => parentPort?.postMessage(all))
  })
})
