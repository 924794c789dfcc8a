// `npm start`: what seatrial is for, in a few seconds. A hunt on the reference implementation, which must hold; then the
// same hunt on a planted bug, which must not, or the first would prove nothing.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { EXIT, exitOf, type ExitCode } from '../exit.ts'
import { loadPlatform } from '../platforms.ts'
import { writeRun } from '../run-directory.ts'
import { paint, print } from '../terminal.ts'
import { driveHunt, huntResult, printHunt } from './hunt.ts'

/** Unlike a hunt's: everybody's first run is the same. */
const SEED = 2015

const PLANTED = 'properties/planted/unlock-by-stranger.ts'

export async function startCommand(options: { readonly seed?: number; readonly seconds: number }): Promise<ExitCode> {
  const seed = options.seed ?? SEED
  const budget = { seed, maxRuns: 1_000_000, maxMs: options.seconds * 1000, pace: 'mixed', quiet: false } as const

  print(paint.bold('The reference implementation: update lock, reboots, faults'))
  const hunted = await driveHunt(await loadPlatform(undefined), budget)
  const result = huntResult(hunted, seed)
  const held = await writeRun(result)
  printHunt(hunted.outcome, result, held)
  if (hunted.outcome.kind !== 'held') return exitOf(result.judgement.verdict)

  print()
  const planted = fileURLToPath(new URL(`../../../${PLANTED}`, import.meta.url))
  if (!existsSync(planted)) {
    print('The planted bugs come with the source code: clone it to see one found.')
    return EXIT.holds
  }
  print(paint.bold('The same hunt on a planted bug: a machine that gives back whichever slot comes first'))
  const caught = await driveHunt(await loadPlatform(planted), budget)
  const find = huntResult(caught, seed, PLANTED)
  const broken = await writeRun(find)
  printHunt(caught.outcome, find, broken)
  if (caught.outcome.kind !== 'found') {
    print('The planted bug was not found: that is a fault of seatrial itself.')
    return EXIT['harness-fault']
  }

  print()
  print(paint.bold('Next'))
  for (const [command, what] of [
    ['npx seatrial hunt --seconds 30', 'hunt on, from another seed'],
    ['npx seatrial run scenarios/talk/tripledouble-greedy.json', 'a policy that is too greedy, and why'],
    ['npm run docker:setup', 'what real containers need; then:'],
    ['npx seatrial run scenarios/talk/tripledouble.json --world docker', 'the same on real etcd'],
    ['npx seatrial --help', 'everything else'],
  ] as const) {
    print(`  ${command.padEnd(66)}${paint.dim(what)}`)
  }
  return EXIT.holds
}
