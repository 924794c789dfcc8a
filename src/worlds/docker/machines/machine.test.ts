import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { PowerFact } from '../../../history/event.ts'
import { QUICK } from '../../../machine/tuning.ts'
import { MachineLog } from '../logs.ts'
import { HALT_STATUS, REBOOT_STATUS, RESET_STATUS } from '../pod/config.ts'
import type { ChassisUnits } from '../units/units.ts'
import type { Container, ContainerRun } from './container.ts'
import { DockerMachine } from './machine.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A container without an engine: every call takes a turn, and misuse throws. */
class FakeContainer implements Container {
  state: 'stopped' | 'running' | 'paused' = 'stopped'
  starts = 0
  #exit: (status: number) => void = () => {}

  async start(): Promise<ContainerRun> {
    await turn()
    if (this.state !== 'stopped') throw new Error(`started while ${this.state}`)
    this.state = 'running'
    this.starts++
    return { exited: new Promise((resolve) => (this.#exit = resolve)) }
  }

  async kill(): Promise<void> {
    await turn()
    this.exit(137)
  }

  async pause(): Promise<void> {
    await turn()
    if (this.state === 'running') this.state = 'paused'
  }

  async unpause(): Promise<void> {
    await turn()
    if (this.state === 'paused') this.state = 'running'
  }

  async tail(): Promise<readonly string[]> {
    return ['last words']
  }

  exit(status: number): void {
    if (this.state === 'stopped') return
    this.state = 'stopped'
    this.#exit(status)
  }
}

function bench(units?: ChassisUnits) {
  const os = new FakeContainer()
  const etcd = new FakeContainer()
  const said: PowerFact[] = []
  const faults: string[] = []
  let silent = false
  const machine = new DockerMachine({
    id: 'm0',
    os,
    etcd,
    units,
    log: new MachineLog('m0', () => {}),
    links: {
      powerLost: async () => void (silent = true),
      powerBack: async () => void (silent = false),
    },
    setClock: async () => {},
    tuning: { ...QUICK, bootMs: 1 },
    say: (fact) => said.push(fact),
    fault: (what, evidence) => faults.push(`${what}: ${evidence}`),
  })
  return { machine, os, etcd, said, faults, isSilent: () => silent }
}

/** Long enough for everything that was begun. */
async function rest(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    for (let j = 0; j < 5; j++) await turn()
  }
}

const kinds = (said: readonly PowerFact[]): readonly string[] =>
  said.map((fact) => (fact.kind === 'machine.off' ? `off: ${fact.why}` : fact.kind.slice('machine.'.length)))

describe('the chassis of a machine', () => {
  test('a reboot that the program wants stops the member and starts both again', async () => {
    const { machine, os, etcd, said, faults } = bench()
    await machine.powerOn()
    await rest()
    os.exit(REBOOT_STATUS)
    await rest()
    expect([os.state, etcd.state, os.starts, etcd.starts]).toEqual(['running', 'running', 2, 2])
    expect(kinds(said)).toEqual(['on', 'off: reboot', 'on'])
    expect(faults).toEqual([])
  })

  test('a reset does the same, and is told as one', async () => {
    const { machine, os, etcd, said, faults } = bench()
    await machine.powerOn()
    await rest()
    os.exit(RESET_STATUS)
    await rest()
    expect([os.state, etcd.state, os.starts, etcd.starts]).toEqual(['running', 'running', 2, 2])
    expect(kinds(said)).toEqual(['on', 'off: reset', 'on'])
    expect(faults).toEqual([])
  })

  test('a machine that has nothing to boot stays off, with its member, until its power was gone', async () => {
    const { machine, os, etcd, said, faults } = bench()
    await machine.powerOn()
    await rest()
    os.exit(HALT_STATUS)
    await rest()
    await machine.powerOn()
    await rest()
    expect([os.state, etcd.state, os.starts, machine.running]).toEqual(['stopped', 'stopped', 1, false])
    await machine.powerCut()
    await machine.powerOn()
    await rest()
    expect([os.state, os.starts]).toEqual(['running', 2])
    expect(kinds(said)).toEqual(['on', 'off: lost', 'off: power-cut', 'on'])
    expect(faults).toEqual([])
  })

  test('power that is lost in the middle of a reboot keeps the machine down until it is back', async () => {
    const { machine, os, said } = bench()
    await machine.powerOn()
    await rest()
    os.exit(REBOOT_STATUS)
    await turn()
    await machine.powerCut()
    await rest()
    expect([os.state, machine.running]).toEqual(['stopped', false])
    await machine.powerOn()
    await rest()
    expect(kinds(said)).toEqual(['on', 'off: reboot', 'off: power-cut', 'on'])
  })

  test('a boot that falls due while the machine is frozen waits for the last thaw', async () => {
    const { machine, os, etcd } = bench()
    await machine.freeze()
    await machine.freeze()
    await machine.powerOn()
    await rest()
    await machine.thaw()
    await rest()
    expect([os.state, etcd.state]).toEqual(['stopped', 'stopped'])
    await machine.thaw()
    expect([os.state, etcd.state]).toEqual(['running', 'running'])
  })

  test('a member that is killed stays down over a reboot', async () => {
    const { machine, os, etcd, faults } = bench()
    await machine.powerOn()
    await rest()
    await machine.killMember()
    os.exit(REBOOT_STATUS)
    await rest()
    expect([os.state, etcd.state]).toEqual(['running', 'stopped'])
    await machine.startMember()
    expect(etcd.state).toBe('running')
    expect(faults).toEqual([])
  })

  test('an exit that nobody asked for is a fault of the harness, with the last lines', async () => {
    const { machine, os, etcd, faults } = bench()
    await machine.powerOn()
    await rest()
    etcd.exit(1)
    await rest()
    os.exit(0)
    await rest()
    expect(faults).toEqual([
      'the etcd member of m0 ended by itself: exit status 1\nlast words',
      'the program of m0 ended by itself: exit status 0',
    ])
  })

  test('after closing nothing starts and nothing surprises', async () => {
    const { machine, os, faults } = bench()
    await machine.powerOn()
    machine.close()
    await rest()
    expect(os.starts).toBe(0)
    await machine.powerCut()
    expect(faults).toEqual([])
  })

  test('units end with the power, after the program, and before the machine is said to be off', async () => {
    const done: string[] = []
    const does = (what: string) => async (): Promise<void> => void done.push(`${what}, os ${os.state}`)
    const units: ChassisUnits = {
      on: () => void done.push('on'),
      going: () => void done.push('going'),
      off: does('off'),
      end: does('end'),
      pause: does('pause'),
      unpause: does('unpause'),
    }
    const { machine, os, said, faults } = bench(units)
    await machine.powerOn()
    await rest()
    machine.unitStarted()
    await machine.freeze()
    machine.unitStarted() // it was on its way when the machine froze
    await machine.thaw()
    await machine.powerCut()
    expect(done).toEqual([
      'on',
      ...['pause, os paused', 'pause, os paused', 'unpause, os paused'],
      ...['going', 'end, os running', 'end, os stopped', 'off, os stopped'],
    ])
    done.length = 0
    await machine.powerOn()
    await rest()
    os.exit(REBOOT_STATUS)
    await rest()
    expect(done).toEqual(['on', 'going', 'off, os stopped', 'end, os stopped', 'on'])
    expect(kinds(said).filter((kind) => kind.startsWith('o'))).toEqual([
      'on',
      'off: power-cut',
      'on',
      'off: reboot',
      'on',
    ])
    expect(faults).toEqual([])
  })

  const deeds = ['powerOn', 'powerCut', 'freeze', 'thaw', 'killMember', 'startMember', 'exit', 'reset', 'rest'] as const

  test('in any interleaving of what is asked of it, it comes to what follows from the last word', async () => {
    const property = fc.asyncProperty(fc.array(fc.constantFrom(...deeds), { maxLength: 14 }), async (asked) => {
      const { machine, os, etcd, said, faults, isSilent } = bench()
      let [powered, silent, freezes, holds] = [false, false, 0, 0]
      const under: Promise<void>[] = []
      for (const deed of asked) {
        if (deed === 'rest') await rest()
        else if (deed === 'exit') {
          if (os.state === 'running') os.exit(REBOOT_STATUS)
        } else if (deed === 'reset') {
          if (os.state === 'running') os.exit(RESET_STATUS)
        } else under.push(machine[deed]())
        if (deed === 'powerOn') [powered, silent] = [true, false]
        if (deed === 'powerCut') [powered, silent] = [false, silent || powered]
        if (deed === 'freeze') freezes++
        if (deed === 'thaw') freezes = Math.max(0, freezes - 1)
        if (deed === 'killMember') holds++
        if (deed === 'startMember') holds = Math.max(0, holds - 1)
      }
      await Promise.all(under)
      await rest()
      await rest()
      expect(faults).toEqual([])
      expect(isSilent()).toBe(silent)
      if (!powered) expect([os.state, etcd.state]).toEqual(['stopped', 'stopped'])
      else if (freezes === 0) expect([os.state, etcd.state]).toEqual(['running', holds === 0 ? 'running' : 'stopped'])
      else expect([os.state, etcd.state]).not.toContain('running')
      expect(machine.running).toBe(os.state !== 'stopped')
      // a machine goes on only once it is off, reboots only while it is on, and may lose its power between two boots
      const onOff = kinds(said).filter((kind) => kind.startsWith('o'))
      onOff.forEach((kind, i) => {
        const before = i === 0 ? 'off' : onOff[i - 1]
        if (kind === 'on') expect(before).not.toBe('on')
        if (kind === 'off: reboot' || kind === 'off: reset') expect(before).toBe('on')
      })
    })
    await fc.assert(property, { seed: 20_261_124, numRuns: 100 })
  }, 60_000)
})
