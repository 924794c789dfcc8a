#!/usr/bin/env node
// The command `seatrial`. In a checkout it runs the TypeScript sources, through the same bootstrap as `npm start`;
// installed from the registry it runs what was compiled from them. Plain JavaScript for Node 18: an old Node that
// meets this file gets either a newer one or one clear line.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))))
const sources = 'src/cli/main.ts'
// Node does not run TypeScript below node_modules
const inCheckout = !root.includes(`${sep}node_modules${sep}`) && existsSync(join(root, sources))

if (inCheckout) {
  process.argv.splice(2, 0, sources)
  await import('../scripts/bootstrap.js')
} else if (isNewEnough(process.versions.node)) {
  await import('../dist/cli/main.js')
} else {
  await runWithNewerNode()
}

function oldestNode() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.replace('>=', '')
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  const [leastMajor, leastMinor] = oldestNode().split('.').map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

/** The npm package `node`, when it is installed in this package or beside it, brings one. */
function newerNode() {
  for (let folder = root; ; folder = dirname(folder)) {
    const node = join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (existsSync(node)) return node
    if (folder === dirname(folder)) return undefined
  }
}

async function runWithNewerNode() {
  const node = newerNode()
  if (!node || process.env.SEATRIAL_NODE_TRIED) {
    console.error(`seatrial needs Node ${oldestNode()} or newer, this is ${process.versions.node}`)
    process.exitCode = 2
    return
  }
  const env = { ...process.env, SEATRIAL_NODE_TRIED: '1' } // that one may be old as well: try once
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit', env })
  const forward = (signal) => {
    // a terminal sends Ctrl-C to the whole foreground group, so the child has it already
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  child.on('exit', (code, signal) => {
    for (const name of signals) process.off(name, forward)
    if (signal) process.kill(process.pid, signal)
    else process.exitCode = code
  })
}
