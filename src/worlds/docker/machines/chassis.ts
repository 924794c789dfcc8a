// What a machine in containers is made of, for whoever switches it.

import type { MachineId, PowerFact } from '../../../history/event.ts'
import type { Tuning } from '../../../machine/tuning.ts'
import type { Links } from '../links.ts'
import type { MachineLog } from '../logs.ts'
import type { ChassisUnits } from '../units/units.ts'
import type { Container } from './container.ts'

export interface Chassis {
  readonly id: MachineId
  readonly os: Container
  /** Absent where the machine runs no member. */
  readonly etcd: Container | undefined
  /** Absent where the machine runs none. */
  readonly units?: ChassisUnits | undefined
  readonly log: MachineLog
  readonly links: Pick<Links, 'powerLost' | 'powerBack'>
  readonly tuning: Tuning
  /** Sets the clock of the machine's hardware, whether it runs or not. */
  readonly setClock: (skewMs: number) => Promise<void>
  readonly say: (fact: PowerFact) => void
  /** Something happened that nobody asked for. */
  readonly fault: (what: string, evidence: string) => void
}
