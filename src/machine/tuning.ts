// The times of a run, all in milliseconds. They are part of a schedule, and the same values configure both worlds.

import type { FleetTuning } from '../fleet/config.ts'

export interface Tuning {
  /** From the end of a machine's run to the first line of its boot loader: firmware and kernel. */
  readonly bootMs: number
  /** How long a boot must have run before it is marked good. */
  readonly goodAfterMs: number
  /** How long a client waits for the store before it takes the outcome as unknown. */
  readonly callTimeoutMs: number
  /** The lock loop's first wait and its longest; it doubles in between. */
  readonly lockBackoffMs: number
  readonly lockBackoffMaxMs: number
  /** How often an idle machine makes sure that it holds no slot. */
  readonly reconcileMs: number
  readonly heartbeatMs: number
  readonly electionMs: number
  /** How long the storm may last; it ends earlier once its steps are done. */
  readonly stormMs: number
  /** The time within which, once every fault is mended, the cluster must have come to rest. */
  readonly settleMs: number
  /** Needed where a machine has a channel. */
  readonly updates?: UpdateTuning | undefined
  /** Needed where a machine runs fleet. */
  readonly fleet?: FleetTuning | undefined
}

/** fleet's own times, and systemd's for a unit that does not stop. */
export const REALISTIC_FLEET: FleetTuning = {
  ttlSeconds: 30,
  engineTtlSeconds: 10,
  engineIntervalMs: 2_000,
  agentIntervalMs: 5_000,
  stopTimeoutMs: 90_000,
  fenceMs: 5_000,
  drainMs: 60_000,
}

/** Short times: a machine that is lost is missed after three seconds. */
export const QUICK_FLEET: FleetTuning = {
  ttlSeconds: 3,
  engineTtlSeconds: 2,
  engineIntervalMs: 200,
  agentIntervalMs: 500,
  stopTimeoutMs: 500,
  fenceMs: 500,
  drainMs: 1_000,
}

/** The times of updates. */
export interface UpdateTuning {
  /** See updates/engine/check-schedule.ts. */
  readonly initialMs: number
  readonly fuzzMs: number
  readonly periodicMs: number
  readonly quickMs: number
  readonly maxBackoffMs: number
  /** The unit of the wait after a payload that did not come; a day in production. */
  readonly payloadBackoffMs: number
  /** A download is given up when nothing has come for so long. */
  readonly fetchStallMs: number
  /** How often a release may try to prove itself; flatcar-postinst gives it one. */
  readonly bootTries: number
  /** A release that is not healthy by then, counted from the start of its boot, is reset by the watchdog. */
  readonly healthWithinMs: number
}

/** What production uses: the historical values of locksmith and update_engine, etcd's defaults. */
export const REALISTIC: Tuning = {
  bootMs: 15_000,
  goodAfterMs: 45_000,
  callTimeoutMs: 5_000,
  lockBackoffMs: 5_000,
  lockBackoffMaxMs: 300_000,
  reconcileMs: 60_000,
  heartbeatMs: 100,
  electionMs: 1_000,
  stormMs: 900_000,
  settleMs: 1_800_000,
}

/** Short times, for containers: a reboot takes about a second. */
export const QUICK: Tuning = {
  bootMs: 200,
  goodAfterMs: 400,
  callTimeoutMs: 1_000,
  lockBackoffMs: 100,
  lockBackoffMaxMs: 800,
  reconcileMs: 1_000,
  heartbeatMs: 50,
  electionMs: 500,
  stormMs: 15_000,
  settleMs: 8_000,
}

/** update_engine's own times, but for the back-off: a run that waited for days would show nothing more. */
export const REALISTIC_UPDATES: Tuning = {
  ...REALISTIC,
  stormMs: 4 * 3_600_000,
  settleMs: 8 * 3_600_000,
  updates: {
    initialMs: 420_000,
    fuzzMs: 600_000,
    periodicMs: 2_700_000,
    quickMs: 60_000,
    maxBackoffMs: 14_400_000,
    payloadBackoffMs: 600_000,
    fetchStallMs: 60_000,
    bootTries: 1,
    healthWithinMs: 300_000,
  },
}

/** Short times: an update takes about three seconds. */
export const QUICK_UPDATES: Tuning = {
  ...QUICK,
  stormMs: 25_000,
  settleMs: 20_000,
  updates: {
    initialMs: 300,
    fuzzMs: 200,
    periodicMs: 700,
    quickMs: 100,
    maxBackoffMs: 3_000,
    payloadBackoffMs: 300,
    fetchStallMs: 1_000,
    bootTries: 1,
    healthWithinMs: 3_000,
  },
}

/** Times that a person can follow: a reboot takes some five seconds, and a machine asks for updates every five. */
export const LEISURELY: Tuning = {
  bootMs: 2_000,
  goodAfterMs: 2_000,
  callTimeoutMs: 2_000,
  lockBackoffMs: 500,
  lockBackoffMaxMs: 4_000,
  reconcileMs: 5_000,
  heartbeatMs: 100,
  electionMs: 1_000,
  stormMs: 3_600_000,
  settleMs: 120_000,
  updates: {
    initialMs: 2_000,
    fuzzMs: 1_000,
    periodicMs: 5_000,
    quickMs: 500,
    maxBackoffMs: 15_000,
    payloadBackoffMs: 2_000,
    fetchStallMs: 5_000,
    bootTries: 1,
    healthWithinMs: 15_000,
  },
  fleet: {
    ttlSeconds: 6,
    engineTtlSeconds: 3,
    engineIntervalMs: 500,
    agentIntervalMs: 1_000,
    stopTimeoutMs: 3_000,
    fenceMs: 1_000,
    drainMs: 5_000,
  },
}
