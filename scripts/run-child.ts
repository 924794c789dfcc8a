// Starts one other process and waits for it; what stops this process stops that one too.
import { spawn } from 'node:child_process'

export interface ChildEnd {
  /** Its exit code; 1 when a signal ended it. */
  readonly code: number
  /** Everything it printed, in order; empty when it printed straight to our terminal. */
  readonly output: string
}

export interface ChildOptions {
  readonly cwd: string
  /** `shown` prints as it comes; `kept` holds it back for the caller. */
  readonly output: 'shown' | 'kept'
  readonly env?: Readonly<Record<string, string>>
}

export async function runChild(file: string, args: readonly string[], options: ChildOptions): Promise<ChildEnd> {
  const child = spawn(file, args, {
    cwd: options.cwd,
    stdio: options.output === 'shown' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  })
  const chunks: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
  const forward = (signal: NodeJS.Signals): void => {
    // a terminal sends Ctrl-C to the whole foreground group, so the child has it already
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  process.on('SIGINT', forward).on('SIGTERM', forward)
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (exit) => resolve(exit ?? 1))
    })
    return { code, output: Buffer.concat(chunks).toString() }
  } finally {
    process.off('SIGINT', forward).off('SIGTERM', forward)
  }
}
