import { parseKey } from '../fleet/registry/parse-key.ts'
import { nameInfo } from '../fleet/unit-file/names.ts'
import { type Invariant, HOLDS, violated } from './invariant.ts'
import { eventsOf } from './kinds.ts'
import { clock } from './overlap.ts'
import { registryOf } from './registry-history.ts'
import type { View } from './view.ts'

/**
 * One template that was activated made an agent fail at everything it did (coreos/fleet #793, #1236, #1273). Judged in the
 * registry, where it begins, and on machines, so that what gets there by another way shows too.
 */
export const noTemplateActive: Invariant = {
  id: 'no-template-active',
  promise: 'A template is there for its instances: it is itself never scheduled, loaded or launched.',
  nature: 'safety',
  judge(view) {
    const [first] = [inRegistry(view), onMachines(view)]
      .filter((found) => found !== undefined)
      .toSorted((a, b) => a.at - b.at)
    return first === undefined ? HOLDS : violated(first)
  },
}

/** The templates that a transaction wrote of. */
const templatesIn = (events: readonly { readonly key: string }[]): readonly string[] =>
  events.flatMap(({ key }) => {
    const subject = parseKey(key)
    return subject?.kind === 'job' && isTemplate(subject.name) ? [subject.name] : []
  })

const isTemplate = (name: string): boolean => nameInfo(name)?.kind === 'template'

interface Found {
  readonly says: string
  readonly at: number
  readonly events: readonly string[]
}

function inRegistry(view: View): Found | undefined {
  for (const { at, events, snapshot } of registryOf(view)) {
    for (const name of templatesIn(events)) {
      const { target, targetState = 'inactive' } = snapshot.jobs.get(name) ?? {}
      if (targetState === 'inactive' && target === undefined) continue
      const what = targetState === 'inactive' ? `was scheduled to ${target}` : `was to be ${targetState}`
      return { says: `The template ${name} ${what} from ${clock(at)} on.`, at, events: events.map(({ id }) => id) }
    }
  }
  return undefined
}

function onMachines(view: View): Found | undefined {
  for (const event of eventsOf(view, 'unit.state')) {
    const { unit, machine, at, id } = event
    if (!isTemplate(unit) || event.load === 'not-found') continue
    return { says: `The template ${unit} lay on ${machine} at ${clock(at)}.`, at, events: [id] }
  }
  return undefined
}
