// Where the conductor of a trial runs: in the process of the harness, with ports to everything that it steers.

import type { Fact } from '../../history/event.ts'
import type { Recorder } from '../../history/recorder.ts'
import { crash } from '../../machine/supervisor.ts'
import type { Host } from '../../runtime/host.ts'
import { RandomStream } from '../../runtime/random.ts'

/** The name of the conductor, as a program and as a source of events. */
export const CONDUCTOR = 'conductor'

export interface ConductorHostOptions {
  readonly seed: number
  readonly ports: Host['ports']
  readonly recorder: Recorder
}

export function conductorHost({ seed, ports, recorder }: ConductorHostOptions): Host {
  const source = recorder.source(CONDUCTOR)
  return {
    name: CONDUCTOR,
    random: new RandomStream(seed, CONDUCTOR),
    ports,
    record: (fact) => source.record(fact as Fact), // the conductor records facts only: see history/event.ts
    crashed: (program, error) => {
      if (program !== CONDUCTOR) source.record(crash(program, error)) // the conductor's own error is thrown by the run
    },
    frozen: false,
  }
}
