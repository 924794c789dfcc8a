// How an update fails.

export interface Failure {
  /** update_engine's error code, as the server is told. */
  readonly code: number
  readonly why: string
  /** The payload came whole, and is not what was declared. */
  readonly refused: boolean
  /** The slot is out of the boot order: an update that was installed before is lost. */
  readonly slotLost: boolean
}

export const failure = (code: number, why: string, how: Partial<Failure> = {}): Failure => ({
  ...{ code, why, refused: false, slotLost: false },
  ...how,
})
