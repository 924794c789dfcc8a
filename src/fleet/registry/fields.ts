// A record that is a JSON object, read field by field.

/** A stored record cannot be read. What it is about is unknown, which is not the same as absent. */
export class RecordUnreadable extends Error {
  readonly code = 'RECORD_UNREADABLE'
  readonly key: string
  readonly why: string
  constructor(key: string, why: string, cause?: unknown) {
    super(`the record at ${key} cannot be read: it ${why}`, { cause })
    this.key = key
    this.why = why
  }
}

/** Every reader throws RecordUnreadable where the field is not there, or is something else. */
export class Fields {
  readonly #key: string
  readonly #fields: Readonly<Record<string, unknown>>

  private constructor(key: string, fields: Readonly<Record<string, unknown>>) {
    this.#key = key
    this.#fields = fields
  }

  /** @throws RecordUnreadable */
  static of(key: string, record: string): Fields {
    let parsed: unknown
    try {
      parsed = JSON.parse(record)
    } catch (cause) {
      throw new RecordUnreadable(key, 'is not JSON', cause)
    }
    if (!isRecord(parsed)) throw new RecordUnreadable(key, 'is not an object')
    return new Fields(key, parsed)
  }

  get(name: string): unknown {
    return this.#fields[name]
  }

  text(name: string): string {
    const value = this.#fields[name]
    if (typeof value !== 'string') throw this.wrong(name, 'no text')
    return value
  }

  flag(name: string): boolean {
    const value = this.#fields[name]
    if (typeof value !== 'boolean') throw this.wrong(name, 'neither true nor false')
    return value
  }

  natural(name: string): number {
    const value = this.#fields[name]
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
      throw this.wrong(name, 'no whole number')
    return value
  }

  /** Texts by key, in the order of the keys; null is none, as Go writes it. */
  texts(name: string): ReadonlyMap<string, string> {
    const value = this.#fields[name] === null ? {} : this.#fields[name]
    if (!isRecord(value)) throw this.wrong(name, 'no object')
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
    if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
      throw this.wrong(name, 'more than texts')
    }
    return new Map(entries)
  }

  /** The error that says what a field is. */
  wrong(name: string, what: string): RecordUnreadable {
    return new RecordUnreadable(this.#key, `has ${what} as ${name}`)
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
