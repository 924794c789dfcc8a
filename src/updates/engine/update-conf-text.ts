// The text of update.conf and its kin, `KEY=value` lines, and the lookup over several of them: each key comes from the
// first file that has it (update_engine, omaha_request_device_params.cc and simple_key_value_store.cc). locksmithd reads
// the same file as its unit's EnvironmentFile, and so comments and blank lines are allowed.

export interface ConfFile {
  /** As it is told in problems; usually its path. */
  readonly name: string
  readonly text: string
}

/** What is wrong in a file, and where. */
export interface ConfProblem {
  readonly file: string
  /** From 1; 0: the file as a whole. */
  readonly line: number
  /** At most 200 characters of it. */
  readonly value: string
  readonly says: string
}

/** A value and where it stands. */
export interface ConfEntry {
  readonly file: string
  readonly line: number
  readonly value: string
}

export interface ConfLines {
  readonly entries: ReadonlyMap<string, ConfEntry>
  readonly problems: readonly ConfProblem[]
  /** False: a file was too long to be read. Neither were the files after it, since it may have overruled them. */
  readonly whole: boolean
}

/** In characters; a file of the operating system has some hundred. */
export const CONF_MAX = 65_536

const SHOWN_MAX = 200

export const problemAt = ({ file, line, value }: ConfEntry, says: string): ConfProblem => ({
  file,
  line,
  value: value.slice(0, SHOWN_MAX),
  says,
})

/** All keys of these files, the most important file first. In one file the last of equal keys counts. */
export function confLines(files: readonly ConfFile[]): ConfLines {
  const entries = new Map<string, ConfEntry>()
  const problems: ConfProblem[] = []
  for (const { name: file, text } of files) {
    if (text.length > CONF_MAX) {
      problems.push(problemAt({ file, line: 0, value: '' }, `The file is longer than ${CONF_MAX} characters.`))
      return { entries, problems, whole: false }
    }
    const own = new Map<string, ConfEntry>()
    for (const [at, raw] of text.split('\n').entries()) {
      const line = raw.trim()
      if (line === '' || line.startsWith('#')) continue
      const equals = line.indexOf('=')
      const entry = { file, line: at + 1, value: unquoted(line.slice(equals + 1).trim()) }
      // update_engine skips such a line in silence, and with it what the operator meant to set.
      if (equals < 1) problems.push(problemAt({ ...entry, value: line }, 'The line is not KEY=value.'))
      else own.set(line.slice(0, equals).trim(), entry)
    }
    for (const [key, entry] of own) if (!entries.has(key)) entries.set(key, entry)
  }
  return { entries, problems, whole: true }
}

/** Without the quotes around it, when both ends have the same. */
const unquoted = (value: string): string => /^(["'])(.*)\1$/.exec(value)?.[2] ?? value
