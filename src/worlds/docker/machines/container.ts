// One container of a machine that is started and killed many times over, and what its end means to whoever started it.

import { Writable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type Dockerode from 'dockerode'
import { statusOf } from '../engine-errors.ts'
import { TAR_END, tarEntries } from '../updates/tar-file.ts'

/** Takes the bytes of one stream of a run. */
interface Listener {
  push(chunk: Buffer): void
  end(): void
}

export interface Listeners {
  readonly stdout: Listener
  readonly stderr: Listener
}

/** One run of a container, from start to exit. */
export interface ContainerRun {
  /** Resolves with the exit status, once everything that the run has written was heard. Never rejects. */
  readonly exited: Promise<number>
}

/** What an engine answers for a container that has stopped already: nothing was left to do. */
const STOPPED_ALREADY: ReadonlySet<number | undefined> = new Set([304, 404, 409])

/** How long a container may take to end, in milliseconds, after the runtime has found it stopped. */
const ENDS_WITHIN_MS = 2_000

/** Given when the engine could not say how the run ended. */
export const STATUS_UNKNOWN = -1

/** What the chassis of a machine needs of a container. */
export type Container = Pick<MachineContainer, 'start' | 'kill' | 'pause' | 'unpause' | 'tail'>

export class MachineContainer {
  readonly #container: Dockerode.Container

  constructor(container: Dockerode.Container) {
    this.#container = container
  }

  /** Starts it; `listen` hears it from its first byte. */
  async start(listen?: Listeners): Promise<ContainerRun> {
    const streams = listen ? await this.#attach(listen) : []
    await this.#container.start()
    const exited = this.#container.wait().then(
      async ({ StatusCode }: { readonly StatusCode: number }) => {
        await Promise.all(streams)
        return StatusCode
      },
      () => STATUS_UNKNOWN,
    )
    return { exited }
  }

  /** Sends a signal; harmless when it has stopped. A paused container takes SIGKILL too. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    await this.#container.kill({ signal }).catch((error: unknown) => this.#unlessStopped(error))
  }

  async pause(): Promise<void> {
    await this.#container.pause().catch((error: unknown) => this.#unlessStopped(error))
  }

  async unpause(): Promise<void> {
    await this.#container.unpause().catch((error: unknown) => this.#unlessStopped(error))
  }

  /** Puts a small file into it, whether it runs or not. */
  async put(folder: string, name: string, text: string): Promise<void> {
    const archive = Buffer.concat([tarEntries([{ path: name, content: Buffer.from(text) }]), TAR_END])
    await this.#container.putArchive(archive, { path: folder })
  }

  /** The last lines that it wrote, as the engine kept them. */
  async tail(lines: number): Promise<readonly string[]> {
    try {
      const written = await this.#container.logs({ stdout: true, stderr: true, tail: lines })
      return demultiplexed(written)
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '')
    } catch {
      return ['(the engine has no log of it)']
    }
  }

  /**
   * Swallows the engine's word that the container has stopped already; throws anything else. The engine looks first and
   * the runtime acts then; where the container stopped in between, the engine answers 500, in one wording or another, and
   * the container's end follows.
   */
  async #unlessStopped(error: unknown): Promise<void> {
    if (STOPPED_ALREADY.has(statusOf(error))) return
    const stopped = await Promise.race([
      this.#container.wait().then(() => true),
      pause(ENDS_WITHIN_MS, false, { ref: false }),
    ])
    if (!stopped) throw error
  }

  /** Attached before the start, so that nothing is missed; resolves when the run's streams are over. */
  async #attach({ stdout, stderr }: Listeners): Promise<readonly Promise<void>[]> {
    const stream = await this.#container.attach({ stream: true, stdout: true, stderr: true })
    const over = new Promise<void>((resolve) => {
      stream.on('error', () => {}) // torn by the engine's end; `close` follows
      stream.once('close', resolve)
      stream.once('end', resolve)
    }).then(() => {
      stdout.end()
      stderr.end()
    })
    this.#container.modem.demuxStream(stream, sink(stdout), sink(stderr))
    return [over] // a promise in an array, since returning it bare would wait for it
  }
}

function sink(listener: Listener): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      listener.push(chunk)
      done()
    },
  })
}

/** Docker's framing: before each piece a head of eight bytes, of which the last four are the piece's length. */
function demultiplexed(bytes: Buffer): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at + 8 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at + 4)
    pieces.push(bytes.subarray(at + 8, end))
    at = end
  }
  return Buffer.concat(pieces)
}
