// Runs schedules in a thread of its own and answers with a digest of each history.

import { parentPort, workerData } from 'node:worker_threads'
import { digests } from './digests.ts'

parentPort?.postMessage(digests(workerData as { readonly seed: number; readonly count: number }))
