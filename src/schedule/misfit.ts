// Whether a cluster has what a step acts upon.

import { hasFleet, hasUpdates, type Topology } from '../machine/topology.ts'
import type { Step } from './schedule.ts'

/** Why the step cannot be done in this cluster; undefined: it can. That its machines are there is not looked at. */
export function misfit(step: Step, topology: Topology): string | undefined {
  switch (step.do) {
    case 'kill-member':
      return memberless(step.machine, topology)
    case 'cut':
      return step.member === undefined ? undefined : memberless(step.member, topology)
    case 'crash-daemon':
      return step.daemon === 'update engine'
        ? slotless(step.machine, topology)
        : step.daemon === 'fleet'
          ? fleetless(step.machine, topology)
          : undefined
    case 'submit-unit':
    case 'load-unit':
    case 'start-unit':
    case 'stop-unit':
    case 'unload-unit':
    case 'destroy-unit':
    case 'set-metadata':
    case 'refuse-starts':
      return fleetless(step.machine, topology)
    case 'garble-state':
      return hasFleet(topology) ? undefined : 'no machine runs fleet'
    case 'check-for-update':
    case 'configure':
    case 'fill-disk':
      return slotless(step.machine, topology)
    case 'publish':
    case 'promote':
    case 'withdraw':
    case 'set-policy':
    case 'mark-floor':
    case 'impair-updates':
      return hasUpdates(topology) ? undefined : 'no machine has a channel, so there is no update server'
    case 'add-machine':
    case 'remove-machine':
    case 'ask-reboot':
    case 'operator-reboot':
    case 'set-max':
    case 'unlock':
    case 'power-cut':
    case 'hang':
    case 'set-clock':
      return undefined
  }
}

const specOf = (id: string, { machines }: Topology) => machines.find((machine) => machine.id === id)

const memberless = (id: string, topology: Topology): string | undefined =>
  specOf(id, topology)?.roles.includes('etcd') === false ? `"${id}" runs no etcd member` : undefined

function slotless(id: string, topology: Topology): string | undefined {
  const spec = specOf(id, topology)
  return spec !== undefined && spec.channel === undefined
    ? `"${id}" has no channel, so it has no update engine`
    : undefined
}

function fleetless(id: string, topology: Topology): string | undefined {
  const spec = specOf(id, topology)
  return spec !== undefined && spec.fleet === undefined ? `"${id}" runs no fleet` : undefined
}
