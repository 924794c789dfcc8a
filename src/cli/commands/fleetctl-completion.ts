// What makes a shell complete `seatrial fleetctl`: its commands, their flags, and the units that the fleet has. Made from
// the table of verbs, so that it cannot fall behind; also for an alias that is called fleetctl.

import { type FlagName, FLAGS, type Verb, VERBS } from '../../fleet/ctl/verbs.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** Commands that are no verbs, with what they take. */
const OTHERS: Readonly<Record<string, string>> = { completion: SHELLS.join(' '), help: '', version: '' }

/** Verbs whose units need not be in the registry yet. */
const TAKE_FILES: ReadonlySet<string> = new Set(['submit', 'load', 'start'])

const LIST_UNITS = 'list-unit-files --no-legend --fields unit'

/** A script that the shell is to evaluate. */
export function completionOf(shell: Shell, globalFlags: readonly string[]): string {
  switch (shell) {
    case 'bash':
      return bash(globalFlags)
    case 'zsh':
      // zsh's own bridge: bash's script does as it is.
      return `autoload -U +X compinit bashcompinit\ncompinit\nbashcompinit\n${bash(globalFlags)}`
    case 'fish':
      return fish(globalFlags)
  }
}

function bash(globalFlags: readonly string[]): string {
  const commands = [...VERBS.map(({ name }) => name), ...Object.keys(OTHERS)]
  const cases = VERBS.map((verb) => `    ${verb.name}) flags='${flagsOf(verb).join(' ')}' takes=${takes(verb)} ;;\n`)
  const others = Object.entries(OTHERS).map(([name, words]) => `    ${name}) takes='${words}' ;;\n`)
  return `# bash completion for seatrial fleetctl: eval "$(seatrial fleetctl completion bash)"
_seatrial_fleetctl() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" verb='' flags='' takes='' i=1 ctl=''
  COMPREPLY=()
  case "\${COMP_WORDS[0]##*/}" in
  fleetctl) ctl="\${COMP_WORDS[0]}" ;;
  *)
    if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W fleetctl -- "$word")); return; fi
    [ "\${COMP_WORDS[1]}" = fleetctl ] || return
    ctl="\${COMP_WORDS[0]} fleetctl" i=2 ;;
  esac
  for (( ; i < COMP_CWORD; i++ )); do
    case "\${COMP_WORDS[i]}" in
    ${globalFlags.join('|')}) i=$((i + 1)) ;;
    -*) ;;
    *) verb="\${COMP_WORDS[i]}"; break ;;
    esac
  done
  case "$verb" in
    '') flags='' takes='${commands.join(' ')}' ;;
${cases.join('')}${others.join('')}  esac
  case "$previous" in
    ${[...globalFlags, ...flagsWithValues()].join('|')}) return ;;
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$flags ${globalFlags.join(' ')} --help" -- "$word")); return ;;
  esac
  case "$takes" in
    files) COMPREPLY=($(compgen -f -- "$word")) ;;
    units) COMPREPLY=($(compgen -W "$($ctl ${LIST_UNITS} 2>/dev/null)" -- "$word")) ;;
    both) COMPREPLY=($(compgen -f -- "$word") $(compgen -W "$($ctl ${LIST_UNITS} 2>/dev/null)" -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "$takes" -- "$word")) ;;
  esac
}
complete -F _seatrial_fleetctl seatrial fleetctl
`
}

function fish(globalFlags: readonly string[]): string {
  const names = [...VERBS.map(({ name }) => name), ...Object.keys(OTHERS)].join(' ')
  const none = `"__fish_seen_subcommand_from fleetctl; and not __fish_seen_subcommand_from ${names}"`
  const at = (name: string): string => `"__fish_seen_subcommand_from fleetctl; and __fish_seen_subcommand_from ${name}"`
  const units = `-a "(seatrial fleetctl ${LIST_UNITS} 2>/dev/null)"`
  return [
    '# fish completion for seatrial fleetctl: seatrial fleetctl completion fish | source',
    'complete -c seatrial -n __fish_use_subcommand -f -a fleetctl -d "work a fleet over its HTTP API"',
    ...globalFlags.map(
      (flag) => `complete -c seatrial -n "__fish_seen_subcommand_from fleetctl" -l ${bare(flag)} -r -f`,
    ),
    ...VERBS.map(({ name, says }) => `complete -c seatrial -n ${none} -f -a ${name} -d "${says}"`),
    ...Object.keys(OTHERS).map((name) => `complete -c seatrial -n ${none} -f -a ${name}`),
    `complete -c seatrial -n ${at('completion')} -f -a "${SHELLS.join(' ')}"`,
    ...VERBS.flatMap((verb) => [
      ...verb.flags.map(
        (flag) => `complete -c seatrial -n ${at(verb.name)} ${fishFlag(flag)} -d "${FLAGS[flag].says}"`,
      ),
      ...(['units', 'both'].includes(takes(verb))
        ? [`complete -c seatrial -n ${at(verb.name)} ${takes(verb) === 'units' ? '-f ' : ''}${units}`]
        : []),
    ]),
    '',
  ].join('\n')
}

const fishFlag = (flag: FlagName): string => {
  const { value, short } = FLAGS[flag]
  return `-l ${flag}${short === undefined ? '' : ` -s ${short}`}${value === undefined ? '' : ' -r -f'}`
}

const takes = ({ name, takes: what }: Verb): string => {
  if (TAKE_FILES.has(name)) return 'both'
  return what === 'unit' ? 'units' : what === 'nothing' ? "''" : what
}

const flagsOf = ({ flags }: Verb): readonly string[] => flags.map((flag) => `--${flag}`)

const flagsWithValues = (): readonly string[] =>
  Object.entries(FLAGS).flatMap(([flag, { value }]) => (value === undefined ? [] : [`--${flag}`]))

const bare = (flag: string): string => flag.replace(/^--/, '')
