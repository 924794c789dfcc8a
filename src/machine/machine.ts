// One boot of one machine, from power on to the end of power: what runs, and when. Start here.

import type { MachineFact } from '../history/event.ts'
import type { Notice } from '../locksmith/daemon.ts'
import { Underway } from '../locksmith/fleetlock/underway.ts'
import { acquire, type Attempt } from '../locksmith/lock.ts'
import { Mailbox } from '../runtime/mailbox.ts'
import { now, type Program, record, send, sleep, spawn } from '../runtime/operation.ts'
import type { Json } from '../runtime/wire.ts'
import { engineDesk } from '../updates/engine/desk.ts'
import { statusText } from '../updates/engine/engine-status.ts'
import { writeFile } from '../updates/engine/ports.ts'
import { bootLoader } from './boot-loader.ts'
import { configure } from './configuration.ts'
import { fleetDesk, NO_FLEET, tryStart } from './fleet.ts'
import { type Answer, type Controlled, controlService, GOING_DOWN } from './control.ts'
import { Init } from './init.ts'
import type { Daemon, MachineContext, Platform } from './platform.ts'
import { BY_OPERATOR, halt, reboot, reset } from './reboot.ts'
import { startRelease } from './release.ts'
import { Supervisor } from './supervisor.ts'
import { strategyOf } from './topology.ts'

/** Power is on: the boot loader, and what it starts. It returns never. */
export function* powerOn(context: MachineContext, platform: Platform): Program<void> {
  const loaded = yield* bootLoader(context.spec, context.boot, platform.chooseSlot)
  switch (loaded.kind) {
    case 'lost':
      return yield* halt()
    case 'reset':
      return yield* reset()
    case 'start':
      // In containers a release is a program of its own, and what follows is its text: see RELEASE_PORT.
      if (loaded.os) yield* startRelease(loaded.os)
      yield* boot({ ...context, os: loaded.os }, platform)
  }
}

/** One boot, from where the boot loader has started its release. It returns never: a machine stops as its power does. */
export function* boot(context: MachineContext, platform: Platform): Program<void> {
  const machine = new Machine(context, platform)
  yield* machine.run()
}

/** What of a boot its daemons share, and what one that is started again must be told anew. */
class Machine {
  readonly #platform: Platform
  readonly #daemons: Readonly<Record<Daemon, Supervisor>>
  readonly #desk = engineDesk(() => this.#rebootWanted())
  /** As it was delivered; its own configuration is laid over that. */
  readonly #delivered: MachineContext['spec']
  readonly #init = new Init()
  #context: MachineContext
  #good = false
  #wanted = false
  #notices = new Mailbox<Notice>()

  constructor(context: MachineContext, platform: Platform) {
    const underway = new Underway()
    this.#context = { ...context, underway, init: this.#init, fleet: fleetDesk(context, platform) }
    this.#delivered = context.spec
    this.#platform = platform
    this.#daemons = {
      'lock daemon': new Supervisor(
        'lock daemon',
        () => platform.lockDaemon(this.#context, this.#notices),
        () => this.#again(),
      ),
      'update engine': new Supervisor('update engine', () => platform.updateEngine(this.#context, this.#desk), nothing),
      fleet: new Supervisor('fleet', () => this.#context.fleet?.daemon() ?? nothing(), nothing),
    }
  }

  *run(): Program<void> {
    const { spec, boot: number, os } = this.#context
    if (os) this.#context = { ...this.#context, ...(yield* configure(spec)) }
    yield* spawn(
      'init',
      this.#init.run(() => this.#stop()),
    )
    yield* spawn('control', controlService(this.#controlled))
    yield* spawn('lock daemon', this.#daemons['lock daemon'].run())
    if (this.#context.fleet) {
      yield* spawn('unit manager', this.#context.fleet.manager.run())
      yield* spawn('fleet', this.#daemons.fleet.run())
    }
    yield* this.#platform.proveBoot(this.#context)
    yield* record<MachineFact>({ kind: 'boot.good', machine: spec.id, boot: number })
    this.#good = true
    yield* send(this.#notices, 'boot-good')
    // not before: until then the other slot is the one that is known to work
    if (os) yield* spawn('update engine', this.#daemons['update engine'].run())
    yield* sleep(Infinity)
  }

  get #controlled(): Controlled {
    const has: Readonly<Record<Daemon, boolean>> = {
      'lock daemon': true,
      'update engine': this.#context.os !== undefined,
      fleet: this.#context.fleet !== undefined,
    }
    const [daemons, init] = [this.#daemons, this.#init]
    return {
      rebootWanted: () => this.#askedToReboot(),
      operatorReboot: () => operatorReboot(this.#context, daemons['lock daemon']),
      powerOff: () => powerOff(init),
      checkForUpdate: () => this.#checkForUpdate(),
      updateStatus: () => (this.#context.os ? statusText(this.#desk.status) : NO_ENGINE),
      configure: (text) => this.#configure(text),
      tryStart: () => tryStart(this.#context),
      *crash(daemon) {
        if (init.goingDown) return { says: GOING_DOWN }
        if (!has[daemon]) return { says: MISSING[daemon] }
        yield* daemons[daemon].crash()
        return { says: 'is down' }
      },
      *start(daemon) {
        if (init.goingDown) return { says: GOING_DOWN }
        if (!has[daemon]) return { says: MISSING[daemon] }
        yield* daemons[daemon].start()
        return { says: 'runs' }
      },
    }
  }

  /** Nobody gives back the lock of a machine that is going down, nor starts what is being stopped. */
  *#stop(): Program<void> {
    yield* this.#daemons['lock daemon'].crash()
    yield* this.#daemons['update engine'].crash()
    if (this.#context.fleet) yield* this.#context.fleet.shutDown()
  }

  *#askedToReboot(): Program<Answer> {
    if (strategyOf(this.#context.spec) === 'off') {
      return { says: 'noted: with the strategy off, an operator has to reboot it' }
    }
    yield* this.#rebootWanted()
    return { says: 'will reboot' }
  }

  *#rebootWanted(): Program<void> {
    const { spec } = this.#context
    if (strategyOf(spec) === 'off') return
    yield* record<MachineFact>({ kind: 'reboot.asked', machine: spec.id })
    this.#wanted = true
    yield* send(this.#notices, 'reboot-wanted')
  }

  *#checkForUpdate(): Program<Answer> {
    if (!this.#context.os) return { says: NO_ENGINE }
    yield* send(this.#desk.checks, 'check')
    return { says: 'checks' }
  }

  /** The daemons are started again: they read their configuration when they start. */
  *#configure(text: string): Program<Answer> {
    const { os } = this.#context
    if (!os) return { says: NO_ENGINE }
    if (this.#init.goingDown) return { says: GOING_DOWN }
    const written = yield* writeFile('update.conf', text)
    if (written.kind !== 'ok') return { says: { error: written.reason } }
    this.#context = { ...this.#context, server: undefined, ...(yield* configure(this.#delivered)) }
    for (const daemon of [this.#daemons['lock daemon'], this.#daemons['update engine']]) {
      yield* daemon.crash()
      yield* daemon.start()
    }
    return { says: 'configured' }
  }

  *#again(): Program<void> {
    this.#notices = new Mailbox()
    if (this.#good) yield* send(this.#notices, 'boot-good')
    if (this.#wanted) yield* send(this.#notices, 'reboot-wanted')
  }
}

const NO_ENGINE: Json = { error: 'this machine does not update itself' }
const MISSING = { 'lock daemon': null, 'update engine': NO_ENGINE, fleet: NO_FLEET } as const

function* nothing(): Program<void> {}

function powerOff(init: Init): Answer {
  if (init.goingDown) return { says: GOING_DOWN }
  return { says: 'powers off', then: () => init.takeDown('off') }
}

/**
 * `locksmithctl reboot`: takes the lock in one attempt, under any strategy, and reboots. The lock is given back by the
 * machine's daemon once the boot is good; historically nobody did where the strategy was `off` (coreos/bugs #1219). The
 * daemon stands still meanwhile: it would give back a slot that it did not take. For the same reason a slot that the
 * machine holds already does not count, as with locksmithctl. What the daemon has told a FleetLock server and was not answered
 * could give the slot back, too: then the operator is to try again.
 */
function* operatorReboot(context: MachineContext, lockDaemon: Supervisor): Program<Answer> {
  const { spec, tuning, init, underway } = context
  if (init?.goingDown) return { says: GOING_DOWN }
  if (underway && (yield* underway.any())) return { says: { error: 'the lock daemon waits for its server: try again' } }
  yield* lockDaemon.crash()
  const taken = yield* acquire(spec.group, spec.id)
  const fresh = taken.kind === 'done' && (yield* now()) - taken.askedAt <= tuning.callTimeoutMs
  if (taken.kind === 'done' && taken.changed && fresh) {
    return { says: 'rebooting', then: () => reboot(context, taken.revision, BY_OPERATOR) }
  }
  yield* lockDaemon.start()
  return { says: { error: refusal(taken) } }
}

function refusal(taken: Attempt): string {
  switch (taken.kind) {
    case 'full':
      return `the lock is held by ${taken.holders.join(', ')}`
    case 'unsure':
      return taken.reason
    case 'done':
      return taken.changed ? "the store's answer came too late" : 'holder exists'
  }
}
