// Programs of the host that build what cannot be pulled. They inherit the environment: proxies and caches are the host's.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeOf } from '../engine-errors.ts'

export interface ToolRun {
  readonly cwd?: string
  /** Added to the inherited environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly timeoutMs: number
}

/** A tool that could not be started or that failed; the message ends with the tail of what it said. */
export class ToolFailed extends Error {
  override readonly name = 'ToolFailed'
  readonly code: 'missing' | 'failed'

  constructor(code: 'missing' | 'failed', message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** Runs a tool to its end. @throws {ToolFailed} */
export function runTool(tool: string, args: readonly string[], run: ToolRun): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...run.env },
      ...(run.cwd === undefined ? {} : { cwd: run.cwd }),
    })
    // not spawn's own time-out: its timer survives a tool that could not be started, and keeps the process alive
    const tooLong = setTimeout(() => child.kill(), run.timeoutMs)
    let said = ''
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-2_000) // the end says why
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('error', (error) => {
      clearTimeout(tooLong)
      const missing = codeOf(error) === 'ENOENT'
      reject(new ToolFailed(missing ? 'missing' : 'failed', `${tool} could not be started`, error))
    })
    child.on('close', (code, signal) => {
      clearTimeout(tooLong)
      if (code === 0) resolve()
      else reject(new ToolFailed('failed', `${tool} ended with ${signal ?? `status ${code}`}: ${lastLines(said)}`))
    })
  })
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' | ')
}

/** A folder that is gone when the block ends. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'seatrial-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
