// The programs that units run in a trial, by what they do: the trial's own `app`, whose flags say how it behaves, and a few
// that every system has. Whoever runs processes goes by this, simulated or not.
//
//   app --port 8080 --start-ms 200      serves HTTP there, 200 ms after it was started
//   app --exit 1 --after-ms 500         exits with 1 after half a second
//   app --ignore-term                   does not end on SIGTERM
//   app --stop-ms 300                   takes so long to end on SIGTERM
//   app --wait-for 8080                 exits with 0 once somebody on this machine answers HTTP there

export interface Behaviour {
  /** It ends by itself: so many milliseconds after it was started, with this exit code. */
  readonly ends?: { readonly afterMs: number; readonly code: number }
  /** It serves HTTP on this port until it ends, from so many milliseconds after its start. */
  readonly serves?: { readonly port: number; readonly startMs: number }
  /** It ends with 0 once somebody on its machine serves this port, itself perhaps. */
  readonly awaits?: { readonly port: number }
  readonly onTerm: OnTerm
}

/** What SIGTERM does to it. Every other signal kills it at once. */
export type OnTerm =
  | { readonly kind: 'dies' }
  /** It exits with 0. */
  | { readonly kind: 'exits'; readonly afterMs: number }
  | { readonly kind: 'ignores' }

const DIES: OnTerm = { kind: 'dies' }
/** As a program exits that does not understand its arguments. */
const MISUSED: Behaviour = { ends: { afterMs: 0, code: 2 }, onTerm: DIES }

/** By their names in /usr/bin, which is /bin too. */
const PROGRAMS: Readonly<Record<string, (args: readonly string[]) => Behaviour>> = {
  app,
  true: () => ({ ends: { afterMs: 0, code: 0 }, onTerm: DIES }),
  false: () => ({ ends: { afterMs: 0, code: 1 }, onTerm: DIES }),
  echo: () => ({ ends: { afterMs: 0, code: 0 }, onTerm: DIES }),
  sleep: sleeper,
}

/** What a command does; undefined: there is no such program. */
export function behaviourOf(argv: readonly string[]): Behaviour | undefined {
  const [program = '', ...args] = argv
  const [, name = ''] = /^(?:(?:\/usr)?\/bin\/)?([a-z]+)$/.exec(program) ?? []
  return Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name]?.(args) : undefined
}

/** The flags of `app` that have a number, with the greatest that it may be. */
const NUMBERS = {
  '--port': 65_535,
  '--start-ms': 2 ** 31 - 1,
  '--exit': 255,
  '--after-ms': 2 ** 31 - 1,
  '--stop-ms': 2 ** 31 - 1,
  '--wait-for': 65_535,
} as const

type NumberFlag = keyof typeof NUMBERS

function app(args: readonly string[]): Behaviour {
  const numbers: { [flag in NumberFlag]?: number } = {}
  let ignoresTerm = false
  for (let i = 0; i < args.length; i++) {
    const flag = args[i] as string
    if (flag === '--ignore-term') {
      ignoresTerm = true
    } else {
      const value = isNumberFlag(flag) && /^\d{1,10}$/.test(args[i + 1] ?? '') ? Number(args[++i]) : undefined
      if (!isNumberFlag(flag) || value === undefined || value > NUMBERS[flag]) return MISUSED
      numbers[flag] = value
    }
  }
  const { '--port': port, '--exit': code, '--after-ms': afterMs, '--wait-for': awaited } = numbers
  return {
    ...(port !== undefined && { serves: { port, startMs: numbers['--start-ms'] ?? 0 } }),
    ...((code !== undefined || afterMs !== undefined) && { ends: { afterMs: afterMs ?? 0, code: code ?? 0 } }),
    ...(awaited !== undefined && { awaits: { port: awaited } }),
    onTerm: ignoresTerm ? { kind: 'ignores' } : { kind: 'exits', afterMs: numbers['--stop-ms'] ?? 0 },
  }
}

const isNumberFlag = (flag: string): flag is NumberFlag => Object.hasOwn(NUMBERS, flag)

const MS_PER_SUFFIX: Readonly<Record<string, number>> = { '': 1_000, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** sleep(1), as GNU has it: the sum of its arguments. */
function sleeper(args: readonly string[]): Behaviour {
  let totalMs = 0
  for (const arg of args) {
    const [, number, suffix = ''] = /^(infinity|\d+(?:\.\d*)?)([smhd]?)$/.exec(arg) ?? []
    if (number === undefined) return { ends: { afterMs: 0, code: 1 }, onTerm: DIES }
    totalMs += number === 'infinity' ? Infinity : Number(number) * (MS_PER_SUFFIX[suffix] as number)
  }
  if (args.length === 0) return { ends: { afterMs: 0, code: 1 }, onTerm: DIES }
  return { ...(totalMs < Infinity && { ends: { afterMs: Math.ceil(totalMs), code: 0 } }), onTerm: DIES }
}
