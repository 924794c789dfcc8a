import { describe, expect, test } from '@jest/globals'
import { ImageMissing, obtain, type ImageProgress, type PullOutcome, type Sources } from './recipe.ts'

interface Fake {
  readonly present: boolean
  readonly pull?: PullOutcome
  readonly build?: Error
}

async function run(fake: Fake) {
  const steps: string[] = []
  const seen: ImageProgress[] = []
  const pull = fake.pull
  const sources: Sources = {
    image: 'etcd',
    name: 'seatrial/etcd:1',
    async present() {
      steps.push('present')
      return fake.present
    },
    ...(pull === undefined
      ? {}
      : {
          async pull() {
            steps.push('pull')
            return pull
          },
        }),
    async build() {
      steps.push('build')
      if (fake.build) throw fake.build
    },
  }
  const outcome = await obtain(sources, (progress) => seen.push(progress)).catch((error: unknown) => error)
  return { steps, outcome, stages: seen.map((progress) => progress.stage) }
}

describe('the order in which an image is obtained', () => {
  test('one that is present is neither pulled nor built', async () => {
    const { steps, outcome, stages } = await run({ present: true, pull: { kind: 'pulled' } })
    expect(steps).toEqual(['present'])
    expect(stages).toEqual(['present'])
    expect(outcome).toBe('seatrial/etcd:1')
  })

  test('one that can be pulled is not built', async () => {
    const { steps, stages } = await run({ present: false, pull: { kind: 'pulled' } })
    expect(steps).toEqual(['present', 'pull'])
    expect(stages).toEqual(['pulling', 'ready'])
  })

  test.each(['unreachable', 'unknown-tag'] as const)('a pull that ends as %s leads to a build', async (kind) => {
    const { steps, stages } = await run({ present: false, pull: { kind, why: 'no such host' } })
    expect(steps).toEqual(['present', 'pull', 'build'])
    expect(stages).toEqual(['pulling', 'pull-failed', 'ready'])
  })

  test('one that nobody publishes is built without a pull', async () => {
    const { steps } = await run({ present: false })
    expect(steps).toEqual(['present', 'build'])
  })

  test('when nothing helps, the error is the one of the build', async () => {
    const missing = new ImageMissing('no-go', 'there is no Go', 'install Go')
    const { outcome } = await run({ present: false, pull: { kind: 'unreachable', why: '' }, build: missing })
    expect(outcome).toBe(missing)
    expect(missing.message).toBe('there is no Go (remedy: install Go)')
  })
})
