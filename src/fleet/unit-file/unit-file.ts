// A unit file as a list of options, in order.

export interface UnitOption {
  readonly section: string
  readonly name: string
  readonly value: string
}
