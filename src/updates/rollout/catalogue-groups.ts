// Who is offered what, and how fast: groups, their policies, and custom channels. Each operation returns the catalogue
// that results, or says why not.

import {
  ALREADY,
  type Catalogue,
  type CatalogueChange,
  changed,
  channelOf,
  type Group,
  groupOf,
  refused,
} from './catalogue.ts'
import { type Policy, policyProblem } from './policy.ts'

/**
 * Changes some fields of a group's policy. Refused: 404 no such group; 400 not a policy, such as office hours without a
 * time zone (nebraska's ErrExpectingValidTimezone).
 */
export function setPolicy(catalogue: Catalogue, track: string, fields: Partial<Policy>): CatalogueChange {
  const group = groupOf(catalogue, track)
  if (group === undefined) return refused(404, `There is no group ${track}.`)
  const policy: Policy = { ...group.policy, ...fields }
  const problem = policyProblem({ ...policy })
  if (problem !== undefined) return refused(400, `Policy of ${track}: ${problem}.`)
  const names = Object.keys(fields) as (keyof Policy)[]
  if (names.every((name) => group.policy[name] === policy[name])) return ALREADY
  const groups = catalogue.groups.map((each) => (each === group ? { ...group, policy } : each))
  return changed({ ...catalogue, groups })
}

/** Adds a group. Refused: 400 no name, or not a policy; 404 no such channel; 409 the track is taken. */
export function addGroup(catalogue: Catalogue, group: Group): CatalogueChange {
  const { track, channel, policy } = group
  if (track === '') return refused(400, 'A group needs a track, which its machines name it by.')
  if (groupOf(catalogue, track)) return refused(409, `There is a group ${track} already.`)
  if (channelOf(catalogue, channel) === undefined) return refused(404, `There is no channel ${channel}.`)
  const problem = policyProblem({ ...policy })
  if (problem !== undefined) return refused(400, `Policy of ${track}: ${problem}.`)
  return changed({ ...catalogue, groups: [...catalogue.groups, { track, channel, policy }] })
}

/** Adds a custom channel, which stands outside of the order of promotion. Refused: 400 no name. */
export function addChannel(catalogue: Catalogue, name: string): CatalogueChange {
  if (name === '') return refused(400, 'A channel needs a name.')
  if (channelOf(catalogue, name)) return ALREADY
  return changed({ ...catalogue, channels: [...catalogue.channels, { name, version: null, stood: [] }] })
}
