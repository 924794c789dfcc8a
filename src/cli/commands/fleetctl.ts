// `seatrial fleetctl`: CoreOS's tool for a fleet, over the HTTP API of any of its machines. Here are its flags and its
// environment; `fleetctl-run.ts` does the work, and what a verb is stands in fleet/ctl.

import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import { type FlagName, FLAGS, type Verb, VERBS } from '../../fleet/ctl/verbs.ts'
import { CTL_EXIT, type CtlExit } from '../../fleet/ctl/desk.ts'
import { warn } from '../terminal.ts'
import { version } from '../version.ts'
import { fromEnvironment } from './etcd-flags.ts'
import { completionOf, SHELLS, type Shell } from './fleetctl-completion.ts'
import { fleetctl, type FleetctlTerminal, unknownCommand } from './fleetctl-run.ts'

/** Every global flag can come from the environment, as `FLEETCTL_<FLAG>`. */
const ENVIRONMENT = 'FLEETCTL'

const USAGE = `
fleetctl's ssh, journal and fd-forward, its tunnels and its etcd driver are not here: all goes through the API.
The global flags can come from the environment, as FLEETCTL_ENDPOINT; one that is typed wins.
Exit codes: 0 done, also where there was nothing to do; 1 failed, also an unknown command; 2 usage, or verify-unit found
something wrong; 3 status: a unit does not run.`

interface GlobalFlags {
  readonly endpoint: string
  readonly requestTimeout: number
}

interface VerbFlags {
  readonly replace?: true
  readonly block: boolean
  readonly blockAttempts?: number
  readonly full?: true
  readonly legend: boolean
  readonly fields?: string
}

type Ending = <A extends unknown[]>(command: (...given: A) => Promise<CtlExit>) => (...given: A) => Promise<void>

const GLOBAL_FLAGS = () => [
  new Option('--endpoint <url>', 'where a machine serves the API: http://host:port or unix:///path').default(
    'unix:///var/run/fleet.sock',
  ),
  new Option('--request-timeout <seconds>', 'how long one request may take').argParser(seconds).default(3),
]

const THIS_TERMINAL: FleetctlTerminal = {
  write: (text) => void process.stdout.write(text),
  err: warn,
  watched: process.stdout.isTTY === true,
}

/** Gives a command fleetctl's flags and verbs. `ending`: what is done with their exit codes. */
export function fleetctlCommands(command: Command, ending: Ending, terminal = THIS_TERMINAL): void {
  for (const option of GLOBAL_FLAGS()) command.addOption(fromEnvironment(option, ENVIRONMENT))
  command.argument('[command]').usage('[options] <command>').allowExcessArguments().addHelpText('after', USAGE)
  command.helpCommand(true).action(ending(async (name?: string) => none(command, name, terminal)))
  for (const verb of VERBS) addVerb(command, verb, ending, terminal)
  const shell = new Argument('<shell>').choices(SHELLS)
  const completion = command.command('completion').description('print what makes a shell complete fleetctl')
  completion.addArgument(shell).action(
    ending(async (name: Shell) => {
      terminal.write(completionOf(name, globalFlagNames()))
      return CTL_EXIT.ok
    }),
  )
  command
    .command('version')
    .description('print the version')
    .action(
      ending(async () => {
        terminal.write(`${version}\n`)
        return CTL_EXIT.ok
      }),
    )
}

async function none(command: Command, name: string | undefined, terminal: FleetctlTerminal): Promise<CtlExit> {
  if (name !== undefined) return unknownCommand(name, terminal)
  command.outputHelp()
  return CTL_EXIT.ok
}

const PLACES = { units: '[units...]', unit: '<unit>', files: '<files...>', nothing: '' } as const

function addVerb(command: Command, verb: Verb, ending: Ending, terminal: FleetctlTerminal): void {
  const { name, says, takes, flags } = verb
  const added = flags.reduce(
    (all, flag) => all.addOption(flagOf(flag)),
    command.command(name).description(says).allowExcessArguments(false),
  )
  if (PLACES[takes] !== '') added.argument(PLACES[takes])
  if (verb.fields !== undefined) added.addHelpText('after', `\nWithout --fields: ${verb.fields}`)
  added.action(
    ending(async () => {
      const { endpoint, requestTimeout } = command.opts<GlobalFlags>()
      const { replace, block, blockAttempts = 0, full, legend, fields } = added.opts<VerbFlags>()
      // fleetctl takes a negative number of attempts for none.
      const noBlock = block === false || blockAttempts < 0
      const shown = { full: full === true, noLegend: legend === false, fields }
      const options = { replace: replace === true, noBlock, attempts: Math.max(0, blockAttempts), ...shown }
      return fleetctl({ verb, given: added.args, options, endpoint, requestTimeoutMs: requestTimeout * 1000 }, terminal)
    }),
  )
}

function flagOf(flag: FlagName): Option {
  const { says, value, short } = FLAGS[flag]
  const option = new Option(
    `${short === undefined ? '' : `-${short}, `}--${flag}${value === undefined ? '' : ` <${value}>`}`,
    says,
  )
  return flag === 'block-attempts' ? option.argParser(attempts) : option
}

const globalFlagNames = (): readonly string[] => GLOBAL_FLAGS().map(({ long }) => long ?? '')

function seconds(text: string): number {
  const value = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || value <= 0 || value > 2_000_000) throw new InvalidArgumentError('expected seconds')
  return value
}

function attempts(text: string): number {
  if (!/^-?\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number')
  return Number(text)
}
