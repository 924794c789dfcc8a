// Runs one of this checkout's scripts under the right Node, on a machine that may have nothing but git and npm.
//
//   node scripts/bootstrap.js <script.ts> [arguments…]
//
// What the lock file says is installed first, but only when that has changed since the last time. The packages bring
// their own Node (from the npm package `node`); the script runs there. This file and bin/ are plain JavaScript for
// Node 18, because they are what an old Node meets.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
// inside node_modules, so that deleting the packages deletes the stamp with them
const stamp = join(modules, '.installed-lock')

const [script, ...args] = process.argv.slice(2)
if (!script) {
  console.error('usage: node scripts/bootstrap.js <script> [arguments…]')
  process.exit(2)
}

install()
await handOver(resolve(root, script), args)

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  console.error('seatrial: installing what package-lock.json names (once)…')
  const npm = npmCommand(['ci', '--loglevel=error', '--no-progress'])
  const ran = spawnSync(npm.file, npm.args, { cwd: root, encoding: 'utf8', shell: npm.shell, maxBuffer: 2 ** 28 })
  if (ran.status !== 0) {
    process.stderr.write(`${ran.stdout ?? ''}${ran.stderr ?? ''}`)
    console.error(`seatrial: npm ci failed${ran.error ? `: ${ran.error.message}` : ''}`)
    process.exit(ran.status || 1)
  }
  writeFileSync(stamp, lock)
}

/** The npm that started this script, else the one on the path. */
function npmCommand(npmArgs) {
  const cli = process.env.npm_execpath ?? ''
  if (cli.endsWith('npm-cli.js') && existsSync(process.execPath)) {
    return { file: process.execPath, args: [cli, ...npmArgs], shell: false }
  }
  return { file: 'npm', args: npmArgs, shell: process.platform === 'win32' } // there it is npm.cmd
}

/** The child inherits everything; this process only stands in for it: same signals, same end. */
async function handOver(file, fileArgs) {
  const node = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const child = spawn(node, [file, ...fileArgs], { stdio: 'inherit' })
  const forward = (signal) => {
    // a terminal sends Ctrl-C to the whole foreground group, so the child has it already
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  stopWhenOrphaned(child)
  const { code, signal } = await new Promise((done, fail) => {
    child.on('error', fail)
    child.on('exit', (code, signal) => done({ code, signal }))
  })
  for (const name of signals) process.off(name, forward)
  if (signal) process.kill(process.pid, signal)
  else process.exitCode = code
}

/** npm passes a signal to the shell between it and this process, and the shell dies of it without passing it on. */
function stopWhenOrphaned(child) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 250).unref()
}
