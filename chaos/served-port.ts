// One port of a machine in a container, for programs that run here: in the machine a small server (port-server.mjs) stands in
// for the os, and asks the real port for whoever asks it.

import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type Dockerode from 'dockerode'
import type { Host } from '../src/runtime/host.ts'
import { liveRunner } from '../src/runtime/live.ts'
import type { Ending, Program } from '../src/runtime/operation.ts'
import { RandomStream } from '../src/runtime/random.ts'
import { MachineContainer } from '../src/worlds/docker/machines/container.ts'
import { PACKAGE, WIRE_LISTEN_PORT } from '../src/worlds/docker/pod/config.ts'
import type { Pod } from '../src/worlds/docker/pods/pods.ts'
import { TAR_END, tarEntries } from '../src/worlds/docker/updates/tar-file.ts'

const UP_WITHIN_MS = 30_000
const ASK_AGAIN_MS = 20
const SERVER = 'port-server.mjs'

/** @param serves what the server is to ask, and what it has to know for that */
export async function portServer(
  docker: Dockerode,
  options: Dockerode.ContainerCreateOptions,
  serves: readonly ['disk', string] | readonly ['processes'],
): Promise<MachineContainer> {
  const entry = [`${PACKAGE}/${SERVER}`, PACKAGE, String(WIRE_LISTEN_PORT), ...serves]
  const container = await docker.createContainer({ ...options, Entrypoint: ['/usr/local/bin/node', ...entry] })
  const content = await readFile(new URL(SERVER, import.meta.url))
  await container.putArchive(Buffer.concat([tarEntries([{ path: SERVER, content }]), TAR_END]), { path: PACKAGE })
  return new MachineContainer(container)
}

export class ServedPort implements Disposable {
  readonly #port: string
  readonly #url: string
  readonly #server: MachineContainer
  readonly #runner = liveRunner(Date.now())

  /** @param port by its name among the ports of a host */
  constructor(port: string, pod: Pod, server: MachineContainer) {
    this.#port = port
    this.#url = pod.url(WIRE_LISTEN_PORT)
    this.#server = server
  }

  /**
   * Waits until the server answers, which has been started.
   * @throws Error what it has written, when it is late
   */
  async up(): Promise<void> {
    const giveUpAt = performance.now() + UP_WITHIN_MS
    for (;;) {
      try {
        return void (await this.#post(''))
      } catch (cause) {
        const lines = performance.now() > giveUpAt && (await this.#server.tail(20))
        if (lines) throw new Error(lines.join('\n'), { cause })
        await pause(ASK_AGAIN_MS)
      }
    }
  }

  async ask(request: unknown): Promise<unknown> {
    const { value } = JSON.parse(await this.#post(JSON.stringify(request))) as { readonly value?: unknown }
    return value
  }

  /** @throws what the program throws, or what became of a request that was not answered */
  run<T>(program: Program<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const host: Host = {
      name: 'bench',
      random: new RandomStream(1, 'bench'),
      ports: {
        [this.#port]: (request, reply) =>
          void this.ask(request).then(
            (answer) => reply.answer(answer),
            (error: unknown) => reply.open && reject(error),
          ),
      },
      record: () => {},
      crashed: () => {},
      frozen: false,
    }
    const ended = (ending: Ending<T>): void => {
      if (ending.kind === 'returned') resolve(ending.value)
      else reject(ending.kind === 'threw' ? ending.error : new Error('dropped'))
    }
    this.#runner.kernel.start('program', host, program, ended)
    return promise
  }

  [Symbol.dispose](): void {
    this.#runner[Symbol.dispose]()
  }

  async #post(body: string): Promise<string> {
    const answered = await fetch(this.#url, { method: 'POST', body, headers: { connection: 'close' } })
    return answered.text()
  }
}
