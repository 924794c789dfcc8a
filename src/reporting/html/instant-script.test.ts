import { Script } from 'node:vm'
import { describe, expect, test } from '@jest/globals'
import type { Event } from '../../history/event.ts'
import type { RunResult } from '../result.ts'
import { manyUnitsSample, unitsSample } from '../sample-units.ts'
import { instantData } from './instant-data.ts'
import { INSTANT_SCRIPT } from './instant-script.ts'
import { SCRIPT } from './script.ts'

/** As much of an element as the script asks for. */
class Piece {
  title = ''
  children: readonly (Piece | string)[] = []
  readonly className: string

  constructor(className = '', text = '') {
    this.className = className
    if (text !== '') this.children = [text]
  }

  append(...more: readonly (Piece | string)[]): void {
    this.children = [...this.children, ...more]
  }

  replaceChildren(...all: readonly (Piece | string)[]): void {
    this.children = all
  }

  get text(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.text)).join('')
  }
}

/** What the page shows of each machine at an event, from a page that has the events from `first` on. */
function shown({ events, schedule }: RunResult, first = 0) {
  const box = new Piece()
  const context = {
    data: { instant: instantData(events, schedule.topology, () => 'u0', [first, events.length]) },
    $: () => box,
    element: (_: string, className: string, text: string | number = '') => new Piece(className, String(text)),
    plain: String,
  }
  const instant = new Script(
    `(({ data, $, element, plain }) => { ${INSTANT_SCRIPT}; return instant })`,
  ).runInThisContext()(context) as (index: number, event: Event) => void
  return (at: number): readonly Piece[] => {
    const index = events.findLastIndex((event) => event.at <= at)
    instant(index, events[index]!)
    return box.children.filter((child) => typeof child !== 'string')
  }
}

const units = unitsSample()
const texts = (pieces: readonly Piece[]) => pieces.map(({ text }) => text.replaceAll(/\s+/g, ' '))

describe('the cluster, as the page shows it at an event', () => {
  test('has for each machine what runs there, and what is to be somewhere and is nowhere', () => {
    expect(texts(shown(units)(5000))).toEqual([
      'on no machinebig.service to be launched',
      "m0 runsagent.service active (running), the claim is m2'sweb@2.service active (running)",
      "m1 runs · engine leadsagent.service active (running), the claim is m2'sweb@1.service active (running)",
      'm2 runsagent.service active (running), has the claimonce.service active (running)',
    ])
  })

  test('has what is scheduled and claimed where nothing runs', () => {
    const at = shown(units)
    expect(texts(at(9000))[2]).toContain('m1 off (power-cut)')
    expect(texts(at(9000))[2]).toContain('web@1.service scheduled here')
    expect(texts(at(12_200))[3]).toContain('web@1.service scheduled here, no claim')
  })

  test('does not take the last word of a manager for a process', () => {
    const ended = units.events.filter(({ kind, at }) => kind !== 'unit.state' || at < 6000)
    expect(texts(shown({ ...units, events: ended })(6500)).at(-1)).toContain(
      'once.service no process, last shown as active (running)',
    )
  })

  test('is the same going back as going on, and in a page that has only the end', () => {
    const at = shown(units)
    const before = texts(at(5000))
    at(20_000)
    expect(texts(at(5000))).toEqual(before)
    expect(texts(shown(units, 60)(20_000))).toEqual(texts(at(20_000)))
  })

  test('marks what the event has changed', () => {
    const marked = shown(units)(12_200).flatMap(({ children }) => children)
    const now = marked.filter((child) => typeof child !== 'string' && child.className.endsWith(' now idle'))
    expect(now).toHaveLength(1)
  })

  test('shows few of a thousand machines, and how many more there are', () => {
    const pieces = shown(manyUnitsSample(100, 1000, 0))(100_000)
    expect(pieces.length).toBeLessThan(60)
    expect(pieces.at(-1)?.text).toBe('and 952 more machines')
  })
})

test("the page's script is a program", () => {
  expect(() => new Script(SCRIPT)).not.toThrow()
})
