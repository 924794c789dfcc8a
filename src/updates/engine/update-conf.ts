// What update.conf says: where a machine gets its updates, and how it reboots into them. A value that cannot be used is
// told with its file and line, and leaves its key at what does nothing: a misspelt strategy reboots nothing, and does not
// reboot without the lock. (locksmithd accepts any strategy, and fails when a reboot is due.)

import { confLines, type ConfEntry, type ConfFile, type ConfProblem, problemAt } from './update-conf-text.ts'

/** The words of locksmith and FleetLock; what they do is not this room's business. */
export const REBOOT_STRATEGIES = ['etcd-lock', 'reboot', 'best-effort', 'off', 'fleetlock'] as const
export type RebootStrategyName = (typeof REBOOT_STRATEGIES)[number]

export interface UpdateConf {
  /** A channel, or the id of a group. */
  readonly group: string
  /** The URL of the update server, or `disabled`. */
  readonly server: string
  readonly strategy: RebootStrategyName
  /** The texts of the reboot window, as locksmithd takes them; what stands nowhere is absent. */
  readonly windowStart?: string
  readonly windowLength?: string
  readonly windowTimeZone?: string
  /** The group of the reboot lock, which is not the group of updates; empty: the default lock. */
  readonly lockGroup: string
  /** A name for people. */
  readonly alias?: string
  /** Of the release that runs. */
  readonly release: { readonly version?: string; readonly board?: string; readonly appId?: string }
}

export interface ReadConf {
  readonly conf: UpdateConf
  readonly problems: readonly ConfProblem[]
}

export const DEFAULT_GROUP = 'stable'
export const DEFAULT_SERVER = 'https://public.update.flatcar-linux.net/v1/update/'
export const DEFAULT_STRATEGY: RebootStrategyName = 'reboot'
export const DISABLED = 'disabled'

/**
 * Reads configuration files, the most important first: /etc, then /usr/share, then the release file. Keys that it does not
 * know are ignored, an empty value means the default, and keys of CoreOS count where Flatcar's are absent. A file
 * that is too long ends the reading: server and strategy do nothing unless a file before it sets them.
 */
export function readUpdateConf(files: readonly ConfFile[]): ReadConf {
  const { entries, problems: malformed, whole } = confLines(files)
  const problems = [...malformed]
  /** The first of these keys with a value. An empty one hides the same key of later files, and nothing else. */
  const entry = (...keys: readonly string[]): ConfEntry | undefined =>
    keys.map((key) => entries.get(key)).find((each) => each !== undefined && each.value !== '')
  const text = <Name extends string>(name: Name, ...keys: readonly string[]): { readonly [name in Name]?: string } => {
    const found = entry(...keys)
    return (found === undefined ? {} : { [name]: found.value }) as { readonly [name in Name]?: string }
  }
  const checked = <T extends string>(
    key: string,
    absent: T,
    inert: T,
    isUsable: (value: string) => value is T,
    says: string,
  ): T => {
    const found = entry(key)
    if (found === undefined) return whole ? absent : inert
    if (isUsable(found.value)) return found.value
    problems.push(problemAt(found, says))
    return inert
  }
  const conf: UpdateConf = {
    group: entry('GROUP')?.value ?? DEFAULT_GROUP,
    server: checked('SERVER', DEFAULT_SERVER, DISABLED, isServer, SERVER_SAYS),
    strategy: checked('REBOOT_STRATEGY', DEFAULT_STRATEGY, 'off', isStrategy, STRATEGY_SAYS),
    ...text('windowStart', 'LOCKSMITHD_REBOOT_WINDOW_START', 'REBOOT_WINDOW_START'),
    ...text('windowLength', 'LOCKSMITHD_REBOOT_WINDOW_LENGTH', 'REBOOT_WINDOW_LENGTH'),
    ...text('windowTimeZone', 'LOCKSMITHD_REBOOT_WINDOW_TIMEZONE', 'REBOOT_WINDOW_TIMEZONE'),
    lockGroup: entry('LOCKSMITHD_GROUP')?.value ?? '',
    ...text('alias', 'MACHINE_ALIAS'),
    release: {
      ...text('version', 'FLATCAR_RELEASE_VERSION', 'COREOS_RELEASE_VERSION'),
      ...text('board', 'FLATCAR_RELEASE_BOARD', 'COREOS_RELEASE_BOARD'),
      ...text('appId', 'FLATCAR_RELEASE_APPID', 'COREOS_RELEASE_APPID'),
    },
  }
  return { conf, problems }
}

const STRATEGY_SAYS = `REBOOT_STRATEGY is one of ${REBOOT_STRATEGIES.join(', ')}.`
const SERVER_SAYS = `SERVER is an http or https URL, or ${DISABLED}.`

const isStrategy = (value: string): value is RebootStrategyName => REBOOT_STRATEGIES.some((name) => name === value)

/** A URL with a host, and not merely one that a lenient parser could make sense of. */
const isServer = (value: string): value is string =>
  value === DISABLED || (/^https?:\/\/[^/\s]\S*$/.test(value) && URL.canParse(value))
