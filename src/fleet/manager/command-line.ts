// The command lines of a service: `ExecStart=-/bin/app --port "${PORT}"`.
//
// Source: systemd.service(5), "Command lines"; systemd.unit(5), "Specifiers". Specifiers are expanded word by word when the
// file is read, variables when the command is run.

import type { UnitName } from '../unit.ts'
import { type Word, wordsOf } from './words.ts'

export interface CommandLine {
  /** As it was written, its specifiers expanded. */
  readonly argv: readonly string[]
  /** `-`: it counts as a success, however it ends. */
  readonly ignoresFailure: boolean
  /** Not with `:`. */
  readonly expandsVariables: boolean
}

/** A setting that does not say what it must. The message is for people, and names the setting. */
export class BadSetting extends Error {
  readonly code = 'BAD_SETTING'
}

/**
 * The command lines in one value: a lone `;` separates them.
 * @throws BadSetting
 * @throws WordsInvalid
 */
export function commandLines(unit: UnitName, value: string): readonly CommandLine[] {
  const commands: Word[][] = [[]]
  for (const word of wordsOf(value)) {
    if (word.plain && word.text === ';') commands.push([])
    else commands.at(-1)?.push(word)
  }
  return commands.filter((words) => words.length > 0).map((words) => commandLine(unit, words))
}

function commandLine(unit: UnitName, words: readonly Word[]): CommandLine {
  const [first = '', ...rest] = words.map(({ text }) => expandSpecifiers(unit, text))
  const [, prefix = '', program = ''] = /^([-@:+!]*)(.*)$/s.exec(first) ?? []
  if (program === '') throw new BadSetting(`a command line has no program: ${first}`)
  return {
    // with `@` the next word is what the program is told as its own name: nothing here looks at that
    argv: [program, ...(prefix.includes('@') ? rest.slice(1) : rest)],
    ignoresFailure: prefix.includes('-'),
    expandsVariables: !prefix.includes(':'),
  }
}

/**
 * Expands `%n`, `%N`, `%p`, `%i` and `%%`.
 * @throws BadSetting for any other: what it stands for is not known here
 */
export function expandSpecifiers(unit: UnitName, text: string): string {
  const stem = unit.slice(0, unit.lastIndexOf('.'))
  const at = stem.indexOf('@')
  const known: Readonly<Record<string, string>> = {
    n: unit,
    N: stem,
    p: at < 0 ? stem : stem.slice(0, at),
    i: at < 0 ? '' : stem.slice(at + 1),
    '%': '%',
  }
  return text.replace(/%(.?)/gs, (specifier, letter: string) => {
    const value = known[letter]
    if (value === undefined) throw new BadSetting(`the specifier ${specifier} is not supported`)
    return value
  })
}

/**
 * The arguments of a command as its program gets them. `${X}` stands for the variable's value wherever it is; `$X` as a word
 * of its own for as many words as the value has; `$$` for a dollar sign. The program itself is not expanded.
 */
export function expandedArgv(
  { argv, expandsVariables }: CommandLine,
  environment: Readonly<Record<string, string>>,
): readonly string[] {
  if (!expandsVariables) return argv
  const [program = '', ...rest] = argv
  const valueOf = (name: string): string => (Object.hasOwn(environment, name) ? (environment[name] as string) : '')
  return [
    program,
    ...rest.flatMap((word) => {
      const alone = /^\$([A-Za-z_]\w*)$/.exec(word)
      if (alone) return wordsOf(valueOf(alone[1] as string)).map(({ text }) => text)
      return [
        word.replace(/\$\$|\$\{([A-Za-z_]\w*)\}/g, (found, name?: string) =>
          found === '$$' ? '$' : valueOf(name as string),
        ),
      ]
    }),
  ]
}
