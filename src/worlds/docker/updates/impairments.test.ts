import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Proxy } from 'toxiproxy-node-client'
import { type CutId, type Impairment, IMPAIRMENTS } from '../../world.ts'
import { Impairments } from './impairments.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function bench() {
  const toxics: string[] = []
  let corrupted = false
  let ids = 0
  const proxy = {
    async addToxic({ name }: { readonly name: string }) {
      await turn()
      if (toxics.includes(name)) throw new Error(`${name} is there already`)
      toxics.push(name)
      return {
        async remove() {
          await turn()
          toxics.splice(toxics.indexOf(name), 1)
        },
      }
    },
  }
  const impairments = new Impairments({
    proxy: proxy as unknown as Pick<Proxy, 'addToxic'>,
    corrupt: async (wrong) => {
      await turn()
      corrupted = wrong
    },
    newId: () => ++ids,
  })
  const inForce = (): readonly string[] => [
    ...new Set([...toxics.map((name) => name.split('-')[0] as string), ...(corrupted ? ['corrupted'] : [])]),
  ]
  return { impairments, inForce }
}

describe('impairments of the way to the update server', () => {
  test('of one kind last until the last of them is mended', async () => {
    const { impairments, inForce } = bench()
    const [first, second] = await Promise.all([impairments.impair('slow'), impairments.impair('slow')])
    await impairments.mend(first)
    await impairments.mend(first)
    expect(inForce()).toEqual(['slow'])
    await impairments.mend(second)
    expect(inForce()).toEqual([])
  })

  test('in any interleaving, what is wanted at the end is in force, and nothing else', async () => {
    const deeds = fc.array(fc.oneof(fc.constantFrom(...IMPAIRMENTS), fc.nat({ max: 9 })), { maxLength: 20 })
    const property = fc.asyncProperty(deeds, async (asked) => {
      const { impairments, inForce } = bench()
      const under: { readonly how: Impairment; readonly id: Promise<CutId> }[] = []
      const open = new Set<{ readonly how: Impairment }>()
      const all: Promise<unknown>[] = []
      for (const deed of asked) {
        const begun = typeof deed === 'number' ? under[deed] : undefined
        if (typeof deed !== 'number') {
          const next = { how: deed, id: impairments.impair(deed) }
          under.push(next)
          open.add(next)
          all.push(next.id)
        } else if (begun) {
          open.delete(begun)
          all.push(begun.id.then((id) => impairments.mend(id)))
        }
      }
      await Promise.all(all)
      expect(inForce().toSorted()).toEqual([...new Set([...open].map(({ how }) => how))].toSorted())
    })
    await fc.assert(property, { seed: 20_261_124, numRuns: 200 })
  })
})
