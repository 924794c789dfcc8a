// `seatrial doctor`: what this machine has of what seatrial needs, and the remedy for what is missing.

import { createServer } from 'node:net'
import { EXIT, type ExitCode } from '../exit.ts'
import { paint, print } from '../terminal.ts'

interface Finding {
  readonly about: string
  readonly good: boolean
  readonly says: string
  readonly remedy?: string
}

export async function doctorCommand(options: { readonly json?: boolean }): Promise<ExitCode> {
  const findings = [node(), ...(await docker()), await ports()]
  if (options.json === true) {
    print(JSON.stringify(findings, null, 2))
  } else {
    for (const { about, good, says, remedy } of findings) {
      const mark = good ? paint.green('yes') : paint.yellow('no ')
      print(`${mark}  ${about.padEnd(18)}${says}${remedy === undefined ? '' : `; ${remedy}`}`)
    }
  }
  return findings.every(({ good }) => good) ? EXIT.holds : EXIT['harness-fault']
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const good = major > 22 || (major === 22 && minor >= 22)
  return { about: 'Node', good, says: process.version, ...(good ? {} : { remedy: 'Node 22.22 or newer is needed' }) }
}

async function docker(): Promise<readonly Finding[]> {
  const { findEngine, DockerUnavailable } = await import('../../worlds/docker/engine.ts')
  const { imageStatus } = await import('../../worlds/docker/images.ts')
  try {
    const engine = await findEngine()
    const images = await imageStatus(engine)
    return [
      { about: 'Docker', good: true, says: `engine ${engine.version}` },
      ...images.map(({ image, name, present }) => ({
        about: `image ${image}`,
        good: present,
        says: name,
        ...(present ? {} : { remedy: 'npm run docker:setup brings it' }),
      })),
    ]
  } catch (error) {
    if (!(error instanceof DockerUnavailable)) throw error
    return [{ about: 'Docker', good: false, says: error.why, remedy: 'npm run docker:setup' }]
  }
}

/** Containers publish on ports that the host picks: can it? */
async function ports(): Promise<Finding> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', resolve)
    })
    return { about: 'free ports', good: true, says: 'on 127.0.0.1' }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { about: 'free ports', good: false, says: why, remedy: 'free some on 127.0.0.1' }
  } finally {
    server.close()
  }
}
