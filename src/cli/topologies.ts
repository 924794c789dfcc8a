// Which cluster is meant: one that seatrial knows by name, or that of a schedule file.

import { TOPOLOGIES } from '../machine/topologies.ts'
import type { Topology } from '../machine/topology.ts'
import { UsageError } from './exit.ts'
import { readSchedule } from './files.ts'

/**
 * @param text a name, or the path of a schedule
 * @throws UsageError
 */
export async function topologyOf(text: string): Promise<Topology> {
  if (Object.hasOwn(TOPOLOGIES, text)) return TOPOLOGIES[text] as Topology
  if (/^[\w-]+$/.test(text)) {
    const known = Object.keys(TOPOLOGIES).join(', ')
    throw new UsageError(`there is no topology "${text}", expected one of ${known}, or the path of a schedule`)
  }
  return (await readSchedule(text)).topology
}
