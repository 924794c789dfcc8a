import { runtimeContract } from '../worlds/contracts/runtime.ts'
import { liveRunner } from './live.ts'

runtimeContract('live', () => {
  const runner = liveRunner(Date.now())
  return { kernel: runner.kernel, until: (promise) => promise, close: () => runner[Symbol.dispose]() }
})
