// The update server of a run as the harness holds it: it brings payloads there, impairs the way to it, and looks at it as a
// machine would.

import { setTimeout as pause } from 'node:timers/promises'
import type { Proxy } from 'toxiproxy-node-client'
import { packageName } from '../../../updates/server/omaha-service.ts'
import type { Behaviour, CutId, DeclaredRelease, Impairment, UpdatesProbe } from '../../world.ts'
import { UPDATES_DIRECT_PORT, UPDATES_DOOR } from '../pod/config.ts'
import { Impairments } from './impairments.ts'
import { CANARY, CANARY_NAME, probeUpdates } from './probe.ts'
import type { Releases } from './releases.ts'

export interface UpdatesHostOptions {
  /** Where a port of its pod is published on the host. */
  readonly url: (port: number) => string
  readonly proxy: Pick<Proxy, 'addToxic'>
  readonly releases: Pick<Releases, 'build'>
  /** A number that no other cut has. */
  readonly newId: () => CutId
}

const READY_WITHIN_MS = 20_000
const ASK_AGAIN_MS = 50

export class UpdatesHost {
  readonly #options: UpdatesHostOptions
  readonly #impairments: Impairments

  constructor(options: UpdatesHostOptions) {
    this.#options = options
    const { proxy, newId } = options
    const corrupt = (wrong: boolean): Promise<void> => this.#put(wrong ? 'corrupted' : 'whole')
    this.#impairments = new Impairments({ proxy, corrupt, newId })
  }

  /** Where operators reach it, past every impairment. */
  get direct(): string {
    return this.#options.url(UPDATES_DIRECT_PORT)
  }

  /** Resolves once it serves. @throws the last failure when it does not in time */
  async ready(): Promise<void> {
    const giveUpAt = performance.now() + READY_WITHIN_MS
    for (;;) {
      try {
        return await this.#put(`payloads/${CANARY_NAME}`, CANARY)
      } catch (error) {
        if (performance.now() > giveUpAt) throw error
        await pause(ASK_AGAIN_MS)
      }
    }
  }

  /** Serves the release in place of an earlier one of the same version. */
  async build(version: string, behaviour: Behaviour): Promise<DeclaredRelease> {
    const { declared, served } = await this.#options.releases.build(version, behaviour)
    await this.#put(`payloads/${encodeURIComponent(packageName({ version }))}`, served)
    return declared
  }

  impair(how: Impairment): Promise<CutId> {
    return this.#impairments.impair(how)
  }

  mend(id: CutId): Promise<void> {
    return this.#impairments.mend(id)
  }

  probe(): Promise<UpdatesProbe> {
    return probeUpdates(this.#options.url(UPDATES_DOOR))
  }

  async #put(path: string, body?: Buffer): Promise<void> {
    const init = { method: 'PUT', headers: { connection: 'close' }, body: body ? new Uint8Array(body) : null }
    const answered = await fetch(`${this.direct}/${path}`, init)
    if (!answered.ok) throw new Error(`the update server answered ${answered.status} to PUT /${path}`)
  }
}
