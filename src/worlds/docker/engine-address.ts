// Where a Docker engine may listen, in the order in which Docker's own command line looks: DOCKER_HOST, the current
// context, then the usual sockets. Pure but for reading Docker's configuration files.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

export type Environment = Readonly<Record<string, string | undefined>>

export interface EngineAddress {
  /** As Docker writes it: `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://host:port`. */
  readonly url: string
  /** Who named it: a user's explicit wish is never overruled by a socket that happens to exist. */
  readonly from: 'DOCKER_HOST' | 'context' | 'default'
}

const configSchema = z.object({ currentContext: z.string().optional() })
const contextSchema = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) })

/** The addresses worth trying, first one first. Never empty, never throws. */
export async function engineAddresses(env: Environment): Promise<readonly EngineAddress[]> {
  if (env['DOCKER_HOST']) return [{ url: env['DOCKER_HOST'], from: 'DOCKER_HOST' }]
  const fromContext = await contextHost(env)
  if (fromContext) return [{ url: fromContext, from: 'context' }]
  return defaultSockets(env).map((url) => ({ url, from: 'default' }))
}

function defaultSockets(env: Environment): readonly string[] {
  if (process.platform === 'win32') return ['npipe:////./pipe/docker_engine']
  const home = env['HOME'] ?? homedir()
  const rootless = env['XDG_RUNTIME_DIR'] ? [join(env['XDG_RUNTIME_DIR'], 'docker.sock')] : []
  const desktop = [join(home, '.docker/run/docker.sock'), join(home, '.docker/desktop/docker.sock')]
  return ['/var/run/docker.sock', ...rootless, ...desktop].map((path) => `unix://${path}`)
}

async function contextHost(env: Environment): Promise<string | undefined> {
  const folder = env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? homedir(), '.docker')
  const name = env['DOCKER_CONTEXT'] ?? (await readJson(join(folder, 'config.json'), configSchema))?.currentContext
  if (!name || name === 'default') return undefined
  const id = createHash('sha256').update(name).digest('hex') // Docker names a context's folder so
  return (await readJson(join(folder, 'contexts/meta', id, 'meta.json'), contextSchema))?.Endpoints.docker.Host
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data
  } catch {
    return undefined // no such file, or one that Docker could not read either: the default sockets remain
  }
}
