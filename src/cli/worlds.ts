// The worlds by name. Docker's is loaded only when it is asked for: its clients take a third of a second to load.

import type { World } from '../worlds/world.ts'
import { simWorld } from '../worlds/sim/sim-world.ts'
import type { LoadedPlatform } from './platforms.ts'

export type WorldName = 'sim' | 'docker'

export async function openWorld(
  name: WorldName,
  { module }: LoadedPlatform,
  onProgress: (line: string) => void,
): Promise<World & AsyncDisposable> {
  if (name === 'sim') return { ...simWorld, [Symbol.asyncDispose]: async () => {} }
  const { dockerWorld } = await import('../worlds/docker/docker-world.ts')
  return dockerWorld({ onProgress, ...(module === undefined ? {} : { platformModule: module }) })
}
