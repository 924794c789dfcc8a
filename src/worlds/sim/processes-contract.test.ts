import { processContract, type ProcessMachine, type Witnessed } from '../contracts/processes.ts'
import { PROCESS_PORT } from '../../fleet/manager/processes.ts'
import type { Host } from '../../runtime/host.ts'
import type { Ending, Program } from '../../runtime/operation.ts'
import { RandomStream } from '../../runtime/random.ts'
import { virtualRunner } from '../../runtime/virtual.ts'
import { PowerTimers } from './power-timers.ts'
import { SimProcesses } from './processes.ts'

const ENOUGH_MS = 3_600_000

processContract('simulated processes', async () => ({
  machine: async () => machine(),
  close: async () => {},
}))

function machine(): ProcessMachine {
  const { kernel, timers } = virtualRunner()
  const clock = new PowerTimers(timers)
  const witnessed: Witnessed[] = []
  const processes = new SimProcesses('m0', 1, clock, {
    up: (process, { unit, hash }) => void witnessed.push({ kind: 'up', process, unit, hash }),
    down: (process, { unit }) => void witnessed.push({ kind: 'down', process, unit }),
  })
  const host: Host = {
    name: 'm0',
    random: new RandomStream(1, 'm0'),
    ports: { [PROCESS_PORT]: processes.port },
    record: () => {},
    crashed: () => {},
    frozen: false,
  }
  return {
    run: async <T>(program: Program<T>): Promise<T> => {
      const endings: Ending<T>[] = []
      kernel.start('test', host, program, (ending) => void endings.push(ending))
      timers.advance(timers.now() + ENOUGH_MS, () => endings.length > 0)
      const [ending] = endings
      if (ending?.kind === 'returned') return ending.value
      throw ending?.kind === 'threw' ? ending.error : new Error('the program did not end')
    },
    powerCut: async () => {
      processes.stop()
      clock.stop()
      timers.advance(timers.now() + 1_000)
    },
    witnessed: async () => witnessed,
    serving: async (port: number) => processes.serving(port),
  }
}
