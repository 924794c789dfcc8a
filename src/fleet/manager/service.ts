// A service as its unit file has it: what it runs, how it stops, when it is started again. A value; what it does is in
// service-unit.ts.
//
// Source: systemd.service(5), systemd.kill(5), systemd.exec(5). Settings that are not listed here are ignored, as systemd
// ignores those that it does not know; of those that are, one that makes no sense is an error, where systemd warns and goes
// on without it: a trial is better told.

import type { UnitOption } from '../unit-file/unit-file.ts'
import type { UnitName } from '../unit.ts'
import { BadSetting, type CommandLine, commandLines, expandSpecifiers } from './command-line.ts'
import type { ProcessRole, Signal } from './processes.ts'
import { RESTART_POLICIES, type RestartPolicy } from './restart.ts'
import { type Clean, cleanEnds, signalNamed } from './result.ts'
import { Settings } from './settings.ts'
import { wordsOf } from './words.ts'

export interface Service {
  /** `simple`: runs once its main process was started. `oneshot`: has started once that has ended. */
  readonly type: 'simple' | 'oneshot'
  readonly commands: Readonly<Record<ProcessRole, readonly CommandLine[]>>
  readonly environment: Readonly<Record<string, string>>
  readonly restart: RestartPolicy
  readonly restartMs: number
  /** How long each step of a start may take, in milliseconds; perhaps Infinity, as the next. */
  readonly startTimeoutMs: number
  readonly stopTimeoutMs: number
  readonly remainsAfterExit: boolean
  readonly killSignal: Signal
  /** How its main process may end besides. */
  readonly clean: Clean
  /** At most `burst` starts in `intervalMs`; 0: any number. */
  readonly startLimit: { readonly intervalMs: number; readonly burst: number }
}

export interface ServiceDefaults {
  /** Where the file has no TimeoutStopSec; milliseconds. */
  readonly stopTimeoutMs: number
}

const START_TIMEOUT_MS = 90_000
const RESTART_MS = 100
const START_LIMIT = { intervalMs: 10_000, burst: 5 }

const OPTION_OF_ROLE = {
  'start-pre': 'ExecStartPre',
  main: 'ExecStart',
  'start-post': 'ExecStartPost',
  stop: 'ExecStop',
  'stop-post': 'ExecStopPost',
} as const satisfies Record<ProcessRole, string>

/**
 * Reads a service.
 * @throws BadSetting
 * @throws WordsInvalid
 */
export function readService(unit: UnitName, options: readonly UnitOption[], defaults: ServiceDefaults): Service {
  const settings = new Settings(options)
  const type = settings.oneOf('Service', 'Type', ['simple', 'exec', 'oneshot'], 'simple')
  const both = settings.span('Service', 'TimeoutSec')
  // all processes of a unit are known here, so that these are one and the same; what `none` leaves behind would run for ever
  settings.oneOf('Service', 'KillMode', ['control-group', 'mixed', 'process'], 'control-group')
  const started = settings.span('Service', 'TimeoutStartSec') ?? both
  const stopped = settings.span('Service', 'TimeoutStopSec') ?? both
  const killSignal = settings.single('Service', 'KillSignal')
  const service: Service = {
    type: type === 'oneshot' ? type : 'simple',
    commands: readCommands(unit, settings),
    environment: readEnvironment(unit, settings),
    restart: settings.oneOf('Service', 'Restart', RESTART_POLICIES, 'no'),
    restartMs: settings.span('Service', 'RestartSec') ?? RESTART_MS,
    startTimeoutMs: limited(started) ?? (type === 'oneshot' ? Infinity : START_TIMEOUT_MS),
    stopTimeoutMs: limited(stopped) ?? defaults.stopTimeoutMs,
    remainsAfterExit: settings.flag('Service', 'RemainAfterExit'),
    killSignal: killSignal === undefined ? 'TERM' : signalNamed('KillSignal', killSignal),
    clean: cleanEnds(settings.list('Service', 'SuccessExitStatus').flatMap((value) => value.trim().split(/\s+/))),
    startLimit: {
      intervalMs:
        inUnitOrService(settings, 'span', ['StartLimitIntervalSec', 'StartLimitInterval']) ?? START_LIMIT.intervalMs,
      burst: inUnitOrService(settings, 'count', ['StartLimitBurst']) ?? START_LIMIT.burst,
    },
  }
  checkConsistent(service)
  return service
}

/** 0 is no limit: these two settings had it so before there was `infinity`. */
const limited = (ms: number | undefined): number | undefined => (ms === 0 ? Infinity : ms)

/** The start limit's settings were the service's own once. */
function inUnitOrService(settings: Settings, kind: 'span' | 'count', names: readonly string[]): number | undefined {
  for (const section of ['Unit', 'Service']) {
    for (const name of names) {
      const value = settings[kind](section, name)
      if (value !== undefined) return value
    }
  }
  return undefined
}

function readCommands(unit: UnitName, settings: Settings): Service['commands'] {
  const of = (role: ProcessRole): readonly CommandLine[] =>
    settings.list('Service', OPTION_OF_ROLE[role]).flatMap((value) => commandLines(unit, value))
  return {
    'start-pre': of('start-pre'),
    main: of('main'),
    'start-post': of('start-post'),
    stop: of('stop'),
    'stop-post': of('stop-post'),
  }
}

function readEnvironment(unit: UnitName, settings: Settings): Service['environment'] {
  const environment: Record<string, string> = {}
  for (const { text } of settings.list('Service', 'Environment').flatMap(wordsOf)) {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(expandSpecifiers(unit, text)) ?? []
    if (name === undefined) throw new BadSetting(`Environment has ${text}, which assigns nothing`)
    environment[name] = value as string
  }
  return environment
}

/** What systemd's service_verify checks. @throws BadSetting */
function checkConsistent({ type, commands, remainsAfterExit, restart }: Service): void {
  const { main, stop } = commands
  if (main.length === 0 && stop.length === 0) throw new BadSetting('the service has neither ExecStart nor ExecStop')
  if (type !== 'oneshot' && main.length === 0) throw new BadSetting('only a service of Type=oneshot needs no ExecStart')
  if (type !== 'oneshot' && main.length > 1) {
    throw new BadSetting('only a service of Type=oneshot may have more than one ExecStart')
  }
  if (main.length === 0 && !remainsAfterExit) throw new BadSetting('without ExecStart it needs RemainAfterExit=yes')
  if (type === 'oneshot' && (restart === 'always' || restart === 'on-success')) {
    throw new BadSetting(`Restart=${restart} is not allowed for a service of Type=oneshot`)
  }
}
