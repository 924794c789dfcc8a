// `npm run docker:setup`: brings a host from nothing to where the Docker world can run. It finds or starts an engine,
// then makes sure of the images. Run again, it only looks (well below a second).
//
// Exit status: 0 ready, 3 not to be had here (one line says what to do).
import { spawn } from 'node:child_process'
import { accessSync, closeSync, constants, existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DockerUnavailable, findEngine, type Engine } from '../src/worlds/docker/engine.ts'
import { ensureImages, ImageMissing, type ImageProgress } from '../src/worlds/docker/images.ts'
import { runTool, ToolFailed } from '../src/worlds/docker/images/tools.ts'

const ENGINE_LOG = '/var/log/seatrial-dockerd.log'
const PID_FILES = { dockerd: '/var/run/docker.pid', containerd: '/var/run/docker/containerd/containerd.pid' }
const ENGINE_UP_WITHIN_MS = 30_000
const APT_WITHIN_MS = 600_000
const NOT_TO_BE_HAD = 3

const started = performance.now()
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
const say = (text: string): void => console.log(`${seconds(performance.now() - started).padStart(7)}  ${text}`)

/** What stands in the way, with what to do about it. */
class SetupFailed extends Error {
  override readonly name = 'SetupFailed'
}

async function engineHere(): Promise<Engine> {
  try {
    return await findEngine()
  } catch (error) {
    if (!(error instanceof DockerUnavailable)) throw error
    if (error.code !== 'absent' && error.code !== 'refused')
      throw new SetupFailed(`${error.why}: ${remedyFor(error.code)}`)
    if (!mayInstall() || process.env['DOCKER_HOST']) {
      throw new SetupFailed(`${error.why}: start or install Docker 20.10 or newer, then run this again`)
    }
    return startEngine()
  }
}

function remedyFor(code: DockerUnavailable['code']): string {
  if (code === 'forbidden') return 'add this user to the group docker, or run this as root'
  return code === 'too-old' ? 'update Docker' : 'restart Docker'
}

/** Packages are installed and a daemon is started only where that is plain: as root on Debian and its children. */
function mayInstall(): boolean {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  return process.getuid?.() === 0 && /^ID(?:_LIKE)?=.*(?:debian|ubuntu)/m.test(release) && isOnPath('apt-get')
}

function isOnPath(tool: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

async function install(...packages: readonly string[]): Promise<void> {
  say(`apt-get install ${packages.join(' ')}`)
  const run = { timeoutMs: APT_WITHIN_MS, env: { DEBIAN_FRONTEND: 'noninteractive' } }
  const args = ['install', '-y', '-q', '--no-install-recommends', ...packages]
  // package lists may be absent or old: fetch them only when the first attempt says so
  await runTool('apt-get', args, run).catch(async () => {
    await runTool('apt-get', ['update', '-q'], run)
    await runTool('apt-get', args, run)
  })
}

async function startEngine(): Promise<Engine> {
  const wanted = [...(isOnPath('dockerd') ? [] : ['docker.io']), ...(isOnPath('iptables') ? [] : ['iptables'])]
  if (wanted.length > 0) await install(...wanted)
  if (existsSync('/run/systemd/system')) {
    say('systemctl start docker')
    await runTool('systemctl', ['start', 'docker'], { timeoutMs: ENGINE_UP_WITHIN_MS })
    return await untilEngineAnswers(() => true, 'journalctl -u docker')
  }
  for (const [name, pidFile] of Object.entries(PID_FILES)) forgetDead(name, pidFile)
  say(`starting dockerd, its log is ${ENGINE_LOG}`)
  const log = openSync(ENGINE_LOG, 'a')
  const daemon = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log], cwd: '/' })
  closeSync(log)
  let alive = true
  daemon.on('error', () => (alive = false)).on('exit', () => (alive = false))
  daemon.unref()
  return await untilEngineAnswers(() => alive, ENGINE_LOG)
}

/**
 * A daemon that was killed leaves its pid file, and a new one refuses to start while anything has that number: another
 * process by now, or what is left of the old one until its parent has heard of its end. The same goes for its containerd.
 */
function forgetDead(name: string, pidFile: string): void {
  if (!existsSync(pidFile)) return
  const status = `/proc/${readFileSync(pidFile, 'utf8').trim()}/status`
  const told = existsSync(status) ? readFileSync(status, 'utf8') : ''
  const isAlive = new RegExp(`^Name:\\s*${name}$`, 'm').test(told) && !/^State:\s*[ZX]/m.test(told)
  if (!isAlive) rmSync(pidFile, { force: true })
}

async function untilEngineAnswers(isAlive: () => boolean, log: string): Promise<Engine> {
  const giveUpAt = performance.now() + ENGINE_UP_WITHIN_MS
  while (performance.now() < giveUpAt) {
    const engine = await findEngine().catch(() => undefined)
    if (engine) return engine
    if (!isAlive()) throw new SetupFailed(`dockerd ended at once: see ${log}`)
    await pause(100)
  }
  throw new SetupFailed(`dockerd does not answer after ${seconds(ENGINE_UP_WITHIN_MS)}: see ${log}`)
}

function tell({ image, stage, detail, ms }: ImageProgress): void {
  say(`${image.padEnd(9)}  ${stage.padEnd(11)}  ${detail}${ms === undefined ? '' : ` (${seconds(ms)})`}`)
}

async function installMissing(tool: 'go' | 'mmdebstrap'): Promise<boolean> {
  if (tool !== 'mmdebstrap' || !mayInstall()) return false // Debian's Go is too old for etcd
  await install('mmdebstrap')
  return true
}

try {
  const engine = await engineHere()
  say(`engine ${engine.version} at ${engine.address}`)
  await ensureImages(engine, { onProgress: tell, installTool: installMissing })
  say('ready')
} catch (error) {
  const expected = [SetupFailed, ImageMissing, DockerUnavailable, ToolFailed].some((kind) => error instanceof kind)
  if (!expected) throw error
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = NOT_TO_BE_HAD
}
