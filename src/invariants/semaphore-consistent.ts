import { explanations, show } from './explain.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { clock } from './overlap.ts'

export const semaphoreConsistent: Invariant = {
  id: 'semaphore-consistent',
  promise: 'free + holders = max, holders are unique, and every change is explained by exactly one operation.',
  nature: 'safety',
  judge(view) {
    for (const { version, attempt, contradiction } of explanations(view)) {
      const { event, corrupt, previous, semaphore } = version
      const change = `the semaphore went from "${show(previous)}" to "${show(semaphore)}" at ${clock(event.at)}`
      const problem =
        corrupt ??
        (attempt ? contradiction && `${change}, but ${contradiction}` : `${change}, and no operation explains it`)
      if (problem === undefined) continue
      return violated({
        says: `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`,
        at: event.at,
        events: [...(attempt ? [attempt.begun.id] : []), event.id],
      })
    }
    const known = new Set([...view.versions.values()].flat().map((version) => version.revision))
    for (const { begun, ended } of view.attempts) {
      if (ended?.outcome !== 'ok' || ended.revision === undefined || known.has(ended.revision)) continue
      return violated({
        says: `${begun.by} was told that its ${begun.operation} was written as revision ${ended.revision}, which the store never had.`,
        at: ended.at,
        events: [begun.id, ended.id],
      })
    }
    return HOLDS
  },
}
