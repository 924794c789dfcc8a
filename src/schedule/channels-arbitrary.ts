// Gives the machines of a cluster channels: mostly all the same, or one that goes before the others.

import fc from 'fast-check'
import { reboots } from '../actions/ask-reboot.ts'
import type { Topology } from '../machine/topology.ts'
import { CHANNEL_ORDER } from '../updates/rollout/catalogue.ts'

/** A machine whose reboot alone breaks a promise does not update itself, or a hunt would find nothing else. */
export function withChannels(topology: Topology): fc.Arbitrary<Topology> {
  const rebootable = reboots(topology)
  return channels.map((channelAt) => ({
    machines: topology.machines.map((machine) => {
      const place = rebootable.indexOf(machine.id)
      const channel = place === -1 ? undefined : channelAt(place)
      return channel === undefined ? machine : { ...machine, channel }
    }),
  }))
}

/** The channel of the how-manieth machine, from 0; the first always has one. */
type ChannelAt = (place: number) => string | undefined

const channels: fc.Arbitrary<ChannelAt> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<ChannelAt>(() => 'stable') },
  { weight: 2, arbitrary: fc.constant<ChannelAt>((place) => (place === 0 ? 'alpha' : 'stable')) },
  { weight: 1, arbitrary: fc.constant<ChannelAt>((place) => CHANNEL_ORDER[place % CHANNEL_ORDER.length]) },
  { weight: 1, arbitrary: fc.constant<ChannelAt>((place) => (place % 2 === 0 ? 'alpha' : undefined)) },
)
