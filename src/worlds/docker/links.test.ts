import { describe, expect, test } from '@jest/globals'
import type { Proxy } from 'toxiproxy-node-client'
import { type Door, Links } from './links.ts'

/** A proxy without a server: it keeps its toxics by name. */
class FakeProxy {
  readonly toxics: string[] = []

  async addToxic({ name }: { readonly name: string }): Promise<{ remove(): Promise<void> }> {
    await new Promise((resolve) => setImmediate(resolve))
    if (this.toxics.includes(name)) throw new Error(`${name} is there already`)
    this.toxics.push(name)
    return {
      remove: async () => {
        await new Promise((resolve) => setImmediate(resolve))
        this.toxics.splice(this.toxics.indexOf(name), 1)
      },
    }
  }

  /** What is silenced: up, down. */
  get silent(): string {
    const way = (name: string): string => (this.toxics.includes(`timeout-${name}`) ? (name[0] ?? '') : '-')
    return way('upstream') + way('downstream')
  }
}

function bench() {
  const names = ['m0', 'm1', 'm2']
  const doors: Door[] = []
  let ids = 0
  const proxies = new Map<string, FakeProxy>()
  for (const machine of names) {
    for (const member of names) {
      for (const kind of ['client', 'peer'] as const) {
        if (kind === 'peer' && machine === member) continue
        const proxy = new FakeProxy()
        proxies.set(`${machine} ${kind} ${member}`, proxy)
        doors.push({ machine, member, kind, proxy: proxy as unknown as Proxy })
      }
    }
  }
  const silent = (name: string): string => proxies.get(name)?.silent ?? 'no such door'
  const count = (): number => [...proxies.values()].filter((proxy) => proxy.silent !== '--').length
  return { links: new Links(doors, () => ++ids), silent, count }
}

describe('the links between machines', () => {
  test('a cut takes the one link, both ways or only the answers', async () => {
    const { links, silent, count } = bench()
    await links.cut('m0', 'm1', 'both')
    await links.cut('m2', 'm2', 'answers')
    expect([silent('m0 client m1'), silent('m2 client m2'), count()]).toEqual(['ud', '-d', 2])
  })

  test('a machine without power is silent to all others, and they to it', async () => {
    const { links, silent, count } = bench()
    await links.powerLost('m0')
    // its three client doors and two peer doors, and two of each of the other two machines
    expect([silent('m0 client m0'), silent('m1 peer m0'), silent('m1 client m2'), count()]).toEqual([
      'ud',
      'ud',
      '--',
      9,
    ])
    await links.powerBack('m0')
    expect(count()).toBe(0)
  })

  test('a link is silent for as long as any reason holds', async () => {
    const { links, silent } = bench()
    const first = await links.cut('m0', 'm1', 'both')
    const second = await links.cut('m0', 'm1', 'answers')
    await links.powerLost('m1')
    await links.mend(first)
    expect(silent('m0 client m1')).toBe('ud')
    await links.powerBack('m1')
    expect(silent('m0 client m1')).toBe('-d')
    await links.mend(second)
    await links.mend(second)
    expect(silent('m0 client m1')).toBe('--')
  })

  test('changes of one link that overlap come to the last word', async () => {
    const { links, silent } = bench()
    await Promise.all([links.powerLost('m0'), links.powerBack('m0'), links.powerLost('m1'), links.powerLost('m0')])
    await Promise.all([links.powerBack('m0'), links.powerBack('m1'), links.powerLost('m2')])
    expect([silent('m0 client m1'), silent('m0 client m2')]).toEqual(['--', 'ud'])
  })

  test('there is no link to a machine without a member', async () => {
    const { links } = bench()
    await expect(links.cut('m0', 'm9', 'both')).rejects.toThrow('there is no link from m0 to etcd on m9')
  })
})
