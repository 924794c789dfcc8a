import { describe, expect, test } from '@jest/globals'
import { engineAddresses } from './engine-address.ts'
import { DockerUnavailable, isOlder, probeEngine } from './engine.ts'

describe('where an engine is looked for', () => {
  test('DOCKER_HOST is the only address when it is set', async () => {
    expect(await engineAddresses({ DOCKER_HOST: 'unix:///x.sock' })).toEqual([
      { url: 'unix:///x.sock', from: 'DOCKER_HOST' },
    ])
  })

  test('without one and without a context, the usual sockets', async () => {
    const addresses = await engineAddresses({ HOME: '/nobody', XDG_RUNTIME_DIR: '/run/user/1' })
    expect(addresses.map((address) => address.from)).toEqual(addresses.map(() => 'default'))
    if (process.platform !== 'win32') expect(addresses[0]?.url).toBe('unix:///var/run/docker.sock')
  })
})

describe('an engine that cannot be used', () => {
  test('absent: the probe says where nothing listens', async () => {
    const probe = await probeEngine({ DOCKER_HOST: 'unix:///no/such.sock' })
    expect(probe).toMatchObject({ kind: 'absent', code: 'absent' })
  })

  test('the error is one line that names the remedy', () => {
    const { message } = new DockerUnavailable('absent', 'no engine listens')
    expect(message).toBe('Docker cannot be used: no engine listens (remedy: npm run docker:setup)')
  })

  test('API versions are compared as numbers', () => {
    expect(isOlder('1.9', '1.41')).toBe(true)
    expect(isOlder('1.41', '1.41')).toBe(false)
    expect(isOlder('1.50', '1.41')).toBe(false)
  })
})
