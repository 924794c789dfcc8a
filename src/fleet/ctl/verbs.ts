// fleetctl: what it can be told, without a terminal. Start here. A verb is a program over the API of any machine of a
// fleet; what it prints are the words of fleetctl 1.0, which scripts read. Where a verb differs on purpose, its file says so.

import type { Program } from '../../runtime/operation.ts'
import { submit } from './create.ts'
import { destroy } from './destroy.ts'
import { CTL_EXIT, type CtlExit, CtlFailed, type Desk } from './desk.ts'
import { type Listing, listMachinesVerb, listUnitFilesVerb, listUnitsVerb } from './list.ts'
import { restart } from './restart.ts'
import { cat, status } from './show.ts'
import { bringUp, type Starting } from './start.ts'
import { takeDown } from './stop.ts'
import { verifyUnits } from './verify-unit.ts'

/** What flags say. `fields` undefined: the verb's own columns. */
export interface VerbOptions extends Starting, Omit<Listing, 'fields'> {
  readonly fields: string | undefined
}

export type FlagName = 'replace' | 'no-block' | 'block-attempts' | 'full' | 'no-legend' | 'fields'

/** What a flag means, for help and completion; one with a value names it. */
export const FLAGS: Readonly<
  Record<FlagName, { readonly says: string; readonly value?: string; readonly short?: string }>
> = {
  replace: { says: 'give units that are there already the content of their files' },
  'no-block': { says: 'do not wait until it is so' },
  'block-attempts': { says: 'wait so many times 2 seconds (0: until it is so)', value: 'n' },
  full: { says: 'show ids and hashes whole', short: 'l' },
  'no-legend': { says: 'without the line of names' },
  fields: { says: 'the columns, by comma', value: 'names' },
}

export interface Verb {
  readonly name: string
  readonly takes: 'units' | 'unit' | 'files' | 'nothing'
  readonly says: string
  readonly flags: readonly FlagName[]
  /** The columns that it prints unless it is told which. */
  readonly fields?: string
  run(desk: Desk, given: readonly string[], options: VerbOptions): Program<CtlExit> | CtlExit
}

const STARTING: readonly FlagName[] = ['replace', 'no-block', 'block-attempts']
const STOPPING: readonly FlagName[] = ['no-block', 'block-attempts']
const LISTING: readonly FlagName[] = ['full', 'no-legend', 'fields']

const list = (
  name: string,
  says: string,
  fields: string,
  program: (desk: Desk, listing: Listing) => Program<CtlExit>,
): Verb => ({
  name,
  takes: 'nothing',
  says,
  flags: LISTING,
  fields,
  run: (desk, _, options) => program(desk, { ...options, fields: options.fields ?? fields }),
})

export const VERBS: readonly Verb[] = [
  {
    name: 'submit',
    takes: 'units',
    says: 'put units into the registry',
    flags: ['replace'],
    run: (desk, given, { replace }) => submit(desk, given, replace),
  },
  {
    name: 'load',
    takes: 'units',
    says: 'have units placed on machines, but not started',
    flags: STARTING,
    run: (desk, given, options) => bringUp(desk, 'load', given, options),
  },
  {
    name: 'start',
    takes: 'units',
    says: 'have units placed on machines and started there',
    flags: STARTING,
    run: (desk, given, options) => bringUp(desk, 'start', given, options),
  },
  {
    name: 'stop',
    takes: 'units',
    says: 'stop units where they are',
    flags: STOPPING,
    run: (desk, given, options) => takeDown(desk, 'stop', given, options),
  },
  {
    name: 'unload',
    takes: 'units',
    says: 'stop units and take them off their machines',
    flags: STOPPING,
    run: (desk, given, options) => takeDown(desk, 'unload', given, options),
  },
  {
    name: 'restart',
    takes: 'units',
    says: 'stop units, then start them where they are',
    flags: ['block-attempts'],
    run: (desk, given, { attempts }) => restart(desk, given, attempts),
  },
  {
    name: 'destroy',
    takes: 'units',
    says: 'stop units and take them out of the registry',
    flags: STOPPING,
    run: (desk, given, options) => destroy(desk, given, options),
  },
  {
    name: 'status',
    takes: 'units',
    says: 'show what the machines report of units',
    flags: [],
    run: (desk, given) => status(desk, given),
  },
  {
    name: 'cat',
    takes: 'unit',
    says: 'print the file of a unit as it is stored',
    flags: [],
    run: (desk, given) => cat(desk, given[0] ?? ''),
  },
  list('list-units', 'list what runs where', 'unit,machine,active,sub', listUnitsVerb),
  list('list-unit-files', 'list the units of the registry', 'unit,hash,dstate,state,target', listUnitFilesVerb),
  list('list-machines', 'list the machines of the fleet', 'machine,ip,metadata', listMachinesVerb),
  {
    name: 'verify-unit',
    takes: 'files',
    says: 'say what is wrong with unit files, without asking a server',
    flags: [],
    run: (desk, given) => verifyUnits(desk, given),
  },
]

/** Runs a verb. What it cannot do is said in one line. `No units given` is no failure, as in fleetctl. */
export function* perform(desk: Desk, verb: Verb, given: readonly string[], options: VerbOptions): Program<CtlExit> {
  if (verb.takes === 'units' && given.length === 0) {
    desk.err('No units given')
    return CTL_EXIT.ok
  }
  try {
    const running = verb.run(desk, given, options)
    return typeof running === 'number' ? running : yield* running
  } catch (error) {
    if (!(error instanceof CtlFailed)) throw error
    desk.err(error.message)
    return CTL_EXIT.failed
  }
}
