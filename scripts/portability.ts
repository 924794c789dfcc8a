// Two things that work on the machine they were made on and nowhere else: a path of somebody's machine in a file, and a
// host in the lock file. The registry is the user's own business, so the lock file must not name one.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const MACHINE_PATH = /(?<![\w.~-])\/(?:home|Users|root|work)\/[\w.-]+|\b[A-Za-z]:\\Users\\/
const NOT_OURS = new Set(['.git', '.cache', 'dist', 'reports/runs'])
const LOCK_FILE = 'package-lock.json'

/** One line for each finding. */
export function findUnportable(root: string): readonly string[] {
  return [...machinePaths(root), ...lockedHosts(root)]
}

function machinePaths(root: string): readonly string[] {
  return ownFiles(root).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    if (text.includes('\0')) return [] // binary
    return text.split('\n').flatMap((line, index) => {
      const path = MACHINE_PATH.exec(line)?.[0]
      return path ? [`${file}:${index + 1}: a path of one machine, ${path}…`] : []
    })
  })
}

function lockedHosts(root: string): readonly string[] {
  return readFileSync(join(root, LOCK_FILE), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      /"resolved":\s*"[a-z+]+:/.test(line)
        ? [`${LOCK_FILE}:${index + 1}: names a host: run npm install with this project's .npmrc`]
        : [],
    )
}

/** All files but what is installed or made, read from the disk so that a copy without git can be checked too. */
function ownFiles(root: string, folder = ''): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    if (NOT_OURS.has(path) || entry.name === 'node_modules') return []
    if (entry.isDirectory()) return ownFiles(root, path)
    return entry.isFile() && !entry.name.endsWith('.log') ? [path] : []
  })
}
