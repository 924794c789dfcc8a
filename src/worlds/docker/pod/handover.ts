// From the boot loader to the release in a slot. The loader is the image's program; a release brings a program of its own,
// which begins where the loader stopped. The two agree on what stands here, and on nothing else.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RunningOs } from '../../../machine/platform.ts'
import type { PodConfig } from './config.ts'

/** The files of a release that its boot loader and its watchdog look for. */
export const BOOT_FILE = 'boot.mjs'
export const HEALTH_FILE = 'health.mjs'

export interface Handover {
  readonly config: PodConfig
  /** This boot's number on this machine. */
  readonly boot: number
  readonly os: RunningOs
  /** Where the slot is. */
  readonly folder: string
  /** How many events this boot has written already. */
  readonly events: number
}

/** What a boot file exports. It resolves once the release runs. */
export interface Bootable {
  readonly start: (handover: Handover) => Promise<void>
}

/** What a health file exports. */
export interface Wellness {
  readonly healthy: () => boolean
}

/** @throws whatever keeps the release from starting */
export async function startSlot(handover: Handover): Promise<void> {
  const { start } = (await load(handover.folder, BOOT_FILE)) as Bootable
  await start(handover)
}

/** A release that cannot tell is ill. */
export async function slotIsHealthy(folder: string): Promise<boolean> {
  try {
    return ((await load(folder, HEALTH_FILE)) as Wellness).healthy()
  } catch {
    return false
  }
}

const load = (folder: string, file: string): Promise<unknown> => import(pathToFileURL(join(folder, file)).href)
