// The command line: which commands there are, what they take, and how they end. Only this room reads process.*.

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { doctorCommand } from './commands/doctor.ts'
import { fleetctlCommands } from './commands/fleetctl.ts'
import { huntCommand } from './commands/hunt.ts'
import { judgeCommand } from './commands/judge.ts'
import { fleetlockCommand, fleetlockOptions } from './commands/fleetlock.ts'
import { locksmithctlCommand, locksmithctlOptions } from './commands/locksmithctl.ts'
import { withTwoDashes } from './commands/locksmithctl-usage.ts'
import { replayCommand } from './commands/replay.ts'
import { reportCommand } from './commands/report.ts'
import { runCommand } from './commands/run.ts'
import { startCommand } from './commands/start.ts'
import { playCommand, playOptions } from './commands/play.ts'
import { updatesCommand, updatesOptions } from './commands/updates.ts'
import { upCommand, upOptions } from './commands/up.ts'
import { sweepCommand } from './commands/sweep.ts'
import { EXIT, explain, type ExitCode } from './exit.ts'
import { Interrupted } from './interrupt.ts'
import { paint, warn } from './terminal.ts'
import { version } from './version.ts'

const whole = (text: string): number => {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('expected a whole number')
  return value
}

const positive = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !(value > 0) || !Number.isFinite(value)) {
    throw new InvalidArgumentError('expected a number above 0')
  }
  return value
}

const seed = () => new Option('--seed <number>', 'where every draw begins').argParser(whole)
const json = () => new Option('--json', 'print the versioned result as JSON, and nothing else')
const platform = () => new Option('--platform <module>', 'try this platform (default export) in place of the reference')
const out = () => new Option('--out <directory>', 'write the run there').default(undefined, 'reports/runs/<id>')
const world = () => new Option('--world <name>', 'where to run it').choices(['sim', 'docker'])

/** The program, and what was typed as it takes it. */
function build(done: (code: ExitCode) => void, typed: readonly string[]): readonly [Command, readonly string[]] {
  const program = new Command('seatrial')
    .description('Sea trials for self-updating clusters.')
    .version(version, '-V, --version')
    .helpCommand(true)
    .showHelpAfterError('(--help says more)')
    .addHelpText('after', '\nExit codes: 0 holds, 1 violated, 2 usage, 3 harness fault, 4 undecided, 130 interrupted.')
    .exitOverride()
  const ending =
    <A extends unknown[]>(command: (...given: A) => Promise<ExitCode>) =>
    async (...given: A): Promise<void> =>
      done(await command(...given))
  const add = (usage: string, says: string) => {
    const command = program.command(usage).description(says).exitOverride().version(version, '-V, --version')
    return command.showHelpAfterError('(--help says more)')
  }

  add('start', 'see what it is for: hunt on the reference, then on a planted bug')
    .addOption(seed())
    .option('--seconds <number>', 'how long to hunt', positive, 4)
    .action(ending(startCommand))
  add('hunt', 'draw schedules and run them in the simulation until one breaks a promise')
    .addOption(seed())
    .option('--runs <number>', 'stop after so many schedules', whole, 1_000_000)
    .option('--seconds <number>', 'stop after so long', positive, 10)
    .addOption(
      new Option('--pace <name>', 'the times to draw').choices(['realistic', 'quick', 'mixed']).default('mixed'),
    )
    .addOption(
      new Option('--fleet <when>', 'do the drawn workers run units?')
        .choices(['never', 'sometimes', 'always'])
        .default('sometimes'),
    )
    .addOption(
      new Option('--updates <when>', 'do the drawn machines update themselves?')
        .choices(['never', 'sometimes', 'always'])
        .default('sometimes'),
    )
    .option('--invariant <id>', 'look for violations of this one alone')
    .option('--topology <schedule>', "stay with this schedule's machines")
    .addOption(platform())
    .addOption(out())
    .addOption(json())
    .action(ending(huntCommand))
  add('run <schedule>', 'run one schedule')
    .addOption(world().default('sim'))
    .addOption(seed())
    .addOption(platform())
    .addOption(out())
    .addOption(json())
    .action(ending(runCommand))
  add('replay <run>', "run again what a run's directory, its result.json or a schedule holds, and compare")
    .addOption(world())
    .addOption(platform())
    .addOption(out())
    .addOption(json())
    .action(ending(replayCommand))
  add('judge <history>', 'judge a stored history again, without running anything')
    .addOption(json())
    .action(ending(judgeCommand))
  add('report <run>', 'show a stored run again')
    .option('--format <name>', 'terminal, json, junit or html', 'terminal')
    .option('--out <file>', 'write it there')
    .action(ending(reportCommand))
  add('doctor', 'say what this machine has of what is needed').addOption(json()).action(ending(doctorCommand))
  add('sweep', 'remove what runs that died left behind in Docker')
    .addOption(new Option('--after <pid>', 'wait for the end of this process first').argParser(whole).hideHelp())
    .action(ending(sweepCommand))
  const upUsage = upOptions(add('up', 'start a cluster in containers that stays until Ctrl-C, to be worked by hand'))
  upUsage.addOption(platform()).addOption(out()).action(ending(upCommand))
  playOptions(add('play', 'order a step of a cluster that is up: an action or a fault')).action(ending(playCommand))
  fleetlockOptions(add('fleetlock', 'serve FleetLock in front of any etcd')).action(ending(fleetlockCommand))
  updatesOptions(add('updates', 'serve updates in front of any etcd')).action(ending(updatesCommand))
  fleetctlCommands(add('fleetctl', 'work a fleet over its HTTP API, as fleetctl does'), ending)
  const ctl = add('locksmithctl [command] [argument]', 'work the reboot lock of any etcd, as locksmithctl does')
  locksmithctlOptions(ctl).action(ending(locksmithctlCommand))
  return [program, withTwoDashes(typed, ctl)]
}

async function main(): Promise<ExitCode> {
  let code: ExitCode = EXIT.holds
  try {
    const [program, typed] = build((ended) => (code = ended), process.argv)
    await program.parseAsync(typed)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.holds : EXIT.usage
    if (error instanceof Interrupted) return EXIT.interrupted
    const { exit, text } = explain(error)
    warn(`${paint.red('seatrial:')} ${text}`)
    return exit
  }
  return code
}

// Whoever reads the output may stop reading, as `head` does: then there is nobody to tell, and nothing is wrong.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await main()
