// The public surface: what a test of one's own needs to put a platform through trials, by name.

export { violatedBy, judge } from './harness/judge.ts'
export { hunt, type HuntOptions, type HuntOutcome, type HuntTally } from './harness/hunt.ts'
export { minimise, type Minimised, type MinimiseOptions } from './harness/minimise.ts'
export { runTrial, runTrialNow, type Tried } from './harness/trial.ts'
export type { Event, EventOf, Fact, LockFact, MachineFact, RolloutFact, UpdateFact } from './history/event.ts'
export { formatHistory, type History, HistoryInvalid, parseHistory } from './history/codec.ts'
export { invariants } from './invariants/index.ts'
export type { Invariant } from './invariants/invariant.ts'
export type { Judgement, Verdict, Violation } from './invariants/verdict.ts'
export { goals, type Goal } from './invariants/goals.ts'
export {
  acquireInWindow,
  acquireUntilHeld,
  bootGood,
  lockDaemon,
  type LocksmithConfig,
  type Notice,
  releaseUntilSure,
  untilOpen,
} from './locksmith/daemon.ts'
export { acquire, attempt, type Attempt, recorded, release, setMax, status, unlock } from './locksmith/lock.ts'
export { acquired, decode, encode, released, resized, type Semaphore, semaphoreKey } from './locksmith/semaphore.ts'
export type { MachineContext, Platform, RunningOs } from './machine/platform.ts'
export { engineConfig, locksmithConfig, proveBoot, reference } from './machine/reference.ts'
export { reboot } from './machine/reboot.ts'
export type { MachineSpec, Role, Strategy, Topology, WindowSpec } from './machine/topology.ts'
export { QUICK, QUICK_UPDATES, REALISTIC, REALISTIC_UPDATES, type Tuning, type UpdateTuning } from './machine/tuning.ts'
export { Mailbox } from './runtime/mailbox.ts'
export {
  Call,
  cancel,
  type Ending,
  fail,
  firstOf,
  join,
  now,
  ok,
  Operation,
  type Outcome,
  type Program,
  random,
  receive,
  type Received,
  record,
  send,
  sleep,
  sleepUntil,
  spawn,
  unknown,
  wallClock,
} from './runtime/operation.ts'
export {
  cluster,
  type DrawnFleet,
  type DrawnUpdates,
  type Pace,
  scheduleArbitrary,
  type ScheduleOptions,
} from './schedule/arbitrary.ts'
export { formatSchedule, parseSchedule, ScheduleInvalid } from './schedule/codec.ts'
export type { Schedule, Step, When } from './schedule/schedule.ts'
export { compact, leaseGrant, leaseKeepAlive, leaseRevoke, put, range, remove, txn, watch } from './store/contract.ts'
export { type NextBoot, nextBoot, type SlotTable } from './updates/boot/slots.ts'
export type { EngineDesk } from './updates/engine/desk.ts'
export { ENGINE_RULES, type EngineConfig, type EngineRules, updateEngine } from './updates/engine/engine.ts'
export type { OmahaServiceConfig } from './updates/server/omaha-service.ts'
export { SERVER_RULES, type ServerRules } from './updates/server/rules.ts'
export { openUpdateService, type UpdateService } from './updates/server/service.ts'
export { dockerWorld, type DockerWorldOptions } from './worlds/docker/docker-world.ts'
export { simWorld } from './worlds/sim/sim-world.ts'
export type { InstantWorld, Recording, World } from './worlds/world.ts'
