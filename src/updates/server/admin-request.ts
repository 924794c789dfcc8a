// An operator's request as it comes over the wire: a path and a JSON body, checked here by hand.

import type { Program } from '../../runtime/operation.ts'
import type { Json } from '../../runtime/wire.ts'
import { addChannel, addGroup, setPolicy } from '../rollout/catalogue-groups.ts'
import { newPolicy, type Policy, policyProblem, SEEDED_POLICY } from '../rollout/policy.ts'
import { blacklist, markFloor, promote, publish, withdraw } from '../rollout/release.ts'
import { activity, type AdminAnswer, changeCatalogue, listInstances, showCatalogue } from './admin.ts'
import { isName } from './keys.ts'

/** A field of the body is missing or of the wrong type. Whoever sent it has to mend it. */
class BodyInvalid extends Error {
  readonly code = 'BODY_INVALID'
}

/**
 * Does what an operator asks. `path` is one of publish, promote, withdraw, policy, floor, blacklist, channel, group,
 * instances, activity and catalogue. 400: the body has a wrong shape, in a sentence that names the field; 404: no such path.
 */
export function* handleAdmin(path: string, body: Json): Program<AdminAnswer> {
  const operation = Object.hasOwn(OPERATIONS, path) ? OPERATIONS[path] : undefined
  if (operation === undefined) return { status: 404, body: `There is nothing to do at '${path.slice(0, 50)}'.` }
  try {
    return yield* operation(new Body(body))
  } catch (error) {
    if (error instanceof BodyInvalid) return { status: 400, body: error.message }
    throw error
  }
}

const OPERATIONS: Readonly<Record<string, (body: Body) => Program<AdminAnswer>>> = {
  publish(body) {
    const [channel, version, size] = [body.text('channel'), body.text('version'), body.number('size')]
    const release = { version, size, sha256: body.text('sha256'), signature: body.text('signature') }
    return changeCatalogue((catalogue) => publish(catalogue, channel, release), `${version} is on ${channel}.`)
  },
  promote(body) {
    const [version, channel] = [body.text('version'), body.text('channel')]
    return changeCatalogue((catalogue) => promote(catalogue, version, channel), `${version} is on ${channel}.`)
  },
  withdraw(body) {
    const version = body.text('version')
    return changeCatalogue((catalogue) => withdraw(catalogue, version), `${version} is withdrawn.`)
  },
  policy(body) {
    const [track, fields] = [body.text('track'), body.policy()]
    return changeCatalogue((catalogue) => setPolicy(catalogue, track, fields), `The policy of ${track} is set.`)
  },
  floor(body) {
    const [version, reason] = [body.text('version'), body.text('reason')]
    return changeCatalogue((catalogue) => markFloor(catalogue, version, reason), `${version} is a floor.`)
  },
  blacklist(body) {
    const [version, channels] = [body.text('version'), body.texts('channels')]
    return changeCatalogue((catalogue) => blacklist(catalogue, version, channels), `${version} is blacklisted.`)
  },
  channel(body) {
    const name = body.name('name')
    return changeCatalogue((catalogue) => addChannel(catalogue, name), `There is a channel ${name}.`)
  },
  group(body) {
    const [track, channel, fields] = [body.name('track'), body.text('channel'), body.policy()]
    const { periodMs, maxUpdatesPerPeriod, updateTimeoutMs } = fields
    if (periodMs === undefined || maxUpdatesPerPeriod === undefined || updateTimeoutMs === undefined) {
      throw new BodyInvalid("The field 'policy' must have periodMs, maxUpdatesPerPeriod and updateTimeoutMs.")
    }
    const policy = newPolicy({ ...fields, periodMs, maxUpdatesPerPeriod, updateTimeoutMs })
    return changeCatalogue((catalogue) => addGroup(catalogue, { track, channel, policy }), `There is a group ${track}.`)
  },
  instances: (body) => listInstances(body.name('track')),
  activity: (body) => activity(body.name('track')),
  catalogue: () => showCatalogue(),
}

class Body {
  readonly #fields: Readonly<Record<string, unknown>>

  constructor(body: Json) {
    const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
    if (!isObject) throw new BodyInvalid('The body must be a JSON object.')
    this.#fields = body as Readonly<Record<string, unknown>>
  }

  text(field: string): string {
    const value = this.#own(field)
    if (typeof value !== 'string') throw new BodyInvalid(`The field '${field}' must be a text.`)
    return value
  }

  /** A text that can be part of a key. */
  name(field: string): string {
    const value = this.text(field)
    if (!isName(value)) throw new BodyInvalid(`The field '${field}' must be a text of 1 to 200 characters.`)
    return value
  }

  texts(field: string): readonly string[] {
    const value = this.#own(field)
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
    throw new BodyInvalid(`The field '${field}' must be a list of texts.`)
  }

  number(field: string): number {
    const value = this.#own(field)
    if (typeof value !== 'number') throw new BodyInvalid(`The field '${field}' must be a number.`)
    return value
  }

  /** Some fields of a policy, in the field `policy`. */
  policy(): Partial<Policy> {
    const value = this.#own('policy')
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new BodyInvalid("The field 'policy' must be an object.")
    }
    // Whether office hours have a time zone is judged later, with the fields that the group has already.
    const { officeHours } = value as Partial<Policy>
    const judged = officeHours === true ? { ...value, officeHours: false } : value
    const problem = policyProblem({ ...SEEDED_POLICY, ...judged })
    if (problem !== undefined) throw new BodyInvalid(`The field 'policy' is wrong: ${problem}.`)
    return value
  }

  #own(field: string): unknown {
    return Object.hasOwn(this.#fields, field) ? this.#fields[field] : undefined
  }
}
