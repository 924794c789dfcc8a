// What can be said of a unit before a server is asked.

import { combinationProblem, requirementsOf, unknownKeys } from '../options/index.ts'
import { quoteText } from '../unit-file/go-quote.ts'
import { nameProblem } from '../unit-file/names.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'
import type { UnitName } from '../unit.ts'

/** Something is wrong with a unit (`problem`), or likely not meant (`warning`); with the option that it is about. */
export interface Finding {
  readonly kind: 'problem' | 'warning'
  readonly text: string
  readonly option?: UnitOption
}

const SECTION = 'X-Fleet'
const METADATA: ReadonlySet<string> = new Set(['MachineMetadata', 'X-ConditionMachineMetadata'])

/** Everything that is to be said of a unit's name and options, problems first. */
export function findingsOf(unit: UnitName, options: readonly UnitOption[]): readonly Finding[] {
  const problems = [nameProblem(unit), combinationProblem(options)].filter((text) => text !== undefined)
  return [...problems.map((text): Finding => ({ kind: 'problem', text })), ...doubtsOf(options)]
}

/** What a server takes and fleet then passes over: likely a slip. */
export function doubtsOf(options: readonly UnitOption[]): readonly Finding[] {
  return [
    ...unknownKeys(options).map((key) => unrecognized(key, options)),
    ...options.filter((option) => requiresNothing(option)).map(useless),
  ]
}

/** In the words of job/job.go. */
function unrecognized(key: string, options: readonly UnitOption[]): Finding {
  const option = options.find(({ section, name }) => section === SECTION && name === key)
  const text = `unrecognized requirement in [X-Fleet] section: ${quoteText(key)}`
  return { kind: 'warning', text, ...(option === undefined ? {} : { option }) }
}

/** Fleet ignores a value that is not `key=value`, and so runs the unit anywhere. Read under no name, as written. */
const requiresNothing = (option: UnitOption): boolean =>
  option.section === SECTION && METADATA.has(option.name) && requirementsOf('', [option]).metadata.size === 0

const useless = (option: UnitOption): Finding => ({
  kind: 'warning',
  text: `${option.name}=${option.value} requires nothing: expected key=value`,
  option,
})
