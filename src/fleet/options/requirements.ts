// What the [X-Fleet] section of a unit requires of the machine that is to run it.

/** Every list in the order of the file, specifiers expanded. Globs are those of Go's path.Match. */
export interface Requirements {
  /** The first MachineID; an empty one matches no machine. */
  readonly machineId: string | undefined
  /** MachineOf: names of units that must be on the same machine. */
  readonly peers: readonly string[]
  /** MachineMetadata: every key must have one of its values. */
  readonly metadata: ReadonlyMap<string, readonly string[]>
  /** Globs of names of units that must not be on the same machine. */
  readonly conflicts: readonly string[]
  /** Globs of names of units that leave the machine when this one comes. */
  readonly replaces: readonly string[]
  /** Runs on every machine that will have it; placed by the agents. */
  readonly global: boolean
}
