import { expect, test } from '@jest/globals'
import { engineSocketOf, UnitsNeedSocket } from './engine-socket.ts'

test.each([
  ['linux', 'unix:///var/run/docker.sock', '/var/run/docker.sock'],
  ['linux', 'unix:///run/user/1000/docker.sock', '/run/user/1000/docker.sock'],
  ['darwin', 'unix:///opt/desktop/docker.sock', '/var/run/docker.sock'],
  ['win32', 'npipe:////./pipe/docker_engine', '/var/run/docker.sock'],
] as const)('on %s, a container has the socket of %s from %s', (platform, address, path) => {
  expect(engineSocketOf({ address }, platform)).toBe(path)
})

test.each(['tcp://10.0.0.1:2375', 'ssh://me@host'])('an engine at %s cannot run units', (address) => {
  expect(() => engineSocketOf({ address }, 'linux')).toThrow(UnitsNeedSocket)
  expect(() => engineSocketOf({ address }, 'linux')).toThrow(/own socket.*remedy/)
})
