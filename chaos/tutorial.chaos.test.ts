// The tutorial is followed to the letter, but for two things: the machines are quick, and the runs lie in a folder of the test.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from '@jest/globals'
import { main } from './ctl.ts'
import { missingFrom, readTutorial, type Typed } from './tutorial.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const tutorial = readTutorial(readFileSync(join(ROOT, 'docs', 'TUTORIAL.md'), 'utf8'))

const A_COMMAND_MS = 60_000
const ALL_OF_IT_MS = 240_000
const LOOK_AGAIN_MS = 200

const runs = mkdtempSync(join(tmpdir(), 'seatrial-tutorial-'))
let terminal: Terminal | undefined
afterAll(async () => {
  await terminal?.end()
  rmSync(runs, { recursive: true })
}, A_COMMAND_MS)

const environment: Record<string, string | undefined> = { ...process.env, NODE_OPTIONS: '' }

/** The command as a shell of the test has it. */
const adapted = (command: string): string =>
  command
    .replaceAll('reports/runs', runs)
    .replace('seatrial up', 'seatrial up --pace quick')
    .replace(/^watch /, '')
    .replaceAll('npx seatrial', `'${process.execPath}' '${main}'`)

/** A process whose output is kept. */
class Terminal {
  readonly child: ChildProcess
  text = ''
  readonly ended: Promise<unknown>

  constructor(command: string) {
    // A process of its own in place of the shell, so that it is the one that is interrupted.
    this.child = spawn('bash', ['-c', `exec ${command}`], { cwd: ROOT, env: environment })
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (part: string) => (this.text += part))
    }
    this.ended = once(this.child, 'close')
  }

  async end(): Promise<void> {
    if (this.child.exitCode === null) this.child.kill('SIGINT')
    await this.ended
  }
}

async function run(command: string): Promise<string> {
  const ran = new Terminal(command)
  const late = setTimeout(() => ran.child.kill('SIGKILL'), A_COMMAND_MS)
  await ran.ended
  clearTimeout(late)
  return ran.text
}

/** Until nothing is missing any more. @throws Error with what is, when that takes too long */
async function until(missing: () => Promise<string | undefined> | string | undefined, shown: () => string) {
  const giveUpAt = performance.now() + A_COMMAND_MS
  for (;;) {
    const line = await missing()
    if (line === undefined) return
    if (performance.now() > giveUpAt) throw new Error(`"${line}" was not to be seen in:\n${shown()}`)
    await pause(LOOK_AGAIN_MS)
  }
}

async function type({ command, prints }: Typed): Promise<void> {
  const [, name, value] = /^export (\w+)=(.*)$/.exec(command) ?? []
  if (name !== undefined) environment[name] = value
  else if (command.includes('seatrial up')) terminal = new Terminal(adapted(command))
  else {
    let text = ''
    const missing = async () => missingFrom((text = await run(adapted(command))), prints)
    if (command.startsWith('watch ')) await until(missing, () => text)
    else if ((await missing()) !== undefined) expect(`$ ${command}\n${text}`).toBe(prints.join('\n'))
  }
}

test(
  'the tutorial says what happens',
  async () => {
    expect(tutorial.filter(({ kind }) => kind === 'shown').length).toBeGreaterThan(4)
    let seen = 0
    for (const part of tutorial) {
      if (part.kind === 'typed') await type(part)
      else {
        const last = part.lines.some((line) => line.startsWith('✔'))
        if (last) await terminal?.end()
        const text = () => terminal?.text ?? ''
        await until(
          () => missingFrom(text().slice(seen), part.lines),
          () => text().slice(seen),
        )
        seen = text().length
      }
    }
    expect(terminal?.child.exitCode).toBe(0)
  },
  ALL_OF_IT_MS,
)
