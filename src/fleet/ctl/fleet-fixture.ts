// A fleet behind its API, in memory, that does after a while what it is told. JSON is that of schema/v1.json: empty fields
// are left out.

import type { Json } from '../../runtime/wire.ts'
import type { ApiReply, ApiRequest } from '../api/message.ts'
import { requirementsOf } from '../options/index.ts'
import { hashOf } from '../unit-file/hash.ts'
import { parseUnitFile } from '../unit-file/parse.ts'
import type { UnitOption } from '../unit-file/unit-file.ts'

export const M1 = '85c0c595aaaaaaaaaaaaaaaaaaaaaaaa'
export const M2 = '9d3f1b22bbbbbbbbbbbbbbbbbbbbbbbb'
export const HELLO = '[Service]\nExecStart=/bin/sleep 100\n'
export const GLOBAL = `${HELLO}\n[X-Fleet]\nGlobal=true\n`

type Systemd = readonly [load: string, active: string, sub: string]

interface Kept {
  options: readonly UnitOption[]
  desiredState: string
  currentState: string
  machineID: string
}

export class FleetDouble {
  readonly units = new Map<string, Kept>()
  /** By unit, then machine. */
  readonly states = new Map<string, Map<string, Systemd>>()
  machines: { id: string; primaryIP?: string; metadata?: Record<string, string> }[] = [
    { id: M1, primaryIP: '172.17.8.102', metadata: { region: 'eu', az: 'b' } },
    { id: M2 },
  ]
  /** Such as `PUT /fleet/v1/units/a.service`. */
  readonly requests: string[] = []
  readonly bodies: Json[] = []
  pageSize = 100
  lagMs = 300
  /** Why a unit is placed on no machine. */
  why: Record<string, string> | undefined
  explains = true
  /** What systemd makes of a unit that is launched. */
  systemd: (unit: string) => Systemd = () => ['loaded', 'active', 'running']
  later: (ms: number, then: () => void) => void = () => {}
  /** Answers in place of the fleet. */
  before: (asked: ApiRequest) => ApiReply | undefined = () => undefined

  put(name: string, text: string, desiredState = 'inactive'): void {
    this.units.set(name, { options: parseUnitFile(text), desiredState, currentState: 'inactive', machineID: '' })
    this.settle(name)
  }

  answer(asked: ApiRequest): ApiReply {
    this.requests.push(`${asked.method} ${asked.target}`)
    if (asked.body !== '') this.bodies.push(JSON.parse(asked.body) as Json)
    return this.before(asked) ?? this.#route(asked)
  }

  #route({ method, target, body, contentTypes }: ApiRequest): ApiReply {
    const url = new URL(target, 'http://fleet')
    const path = url.pathname.replace('/fleet/v1', '')
    const unit = /^\/units\/([^/]+)(\/placement)?$/.exec(path)
    if (path === '/units')
      return this.#page(
        'units',
        [...this.units.keys()].toSorted().map((name) => this.#unit(name)),
        url,
      )
    if (path === '/machines') return this.#page('machines', this.machines, url)
    if (path === '/state') return this.#page('states', this.#states(url.searchParams.get('unitName') ?? ''), url)
    if (!unit) return refusal(404, '')
    const name = decodeURIComponent(unit[1] as string)
    const kept = this.units.get(name)
    if (unit[2] !== undefined) return this.#placement(name)
    if (method === 'PUT' && contentTypes.join() !== 'application/json') return refusal(415, 'no JSON')
    if (method === 'PUT') return this.#put(name, JSON.parse(body) as Partial<Kept>)
    if (!kept) return refusal(404, 'unit does not exist')
    if (method === 'GET') return { status: 200, body: this.#unit(name) }
    this.units.delete(name)
    this.later(this.lagMs, () => this.states.delete(name))
    return { status: 204 }
  }

  #put(name: string, { options, desiredState = '' }: Partial<Kept>): ApiReply {
    const kept = this.units.get(name)
    if (!kept && !options?.length) return refusal(409, 'unit does not exist and options field empty')
    if (name.includes('@.') && desiredState !== 'inactive') return refusal(400, `cannot activate template "${name}"`)
    this.later(this.lagMs, () => this.settle(name))
    if (kept && !options) kept.desiredState = desiredState
    else if (kept && options) Object.assign(kept, { options, desiredState })
    else this.units.set(name, { options: options ?? [], desiredState, currentState: 'inactive', machineID: '' })
    return { status: options ? 201 : 204 }
  }

  /** Does what the unit is to become. */
  settle(name: string): void {
    const unit = this.units.get(name)
    if (!unit) return
    const global = requirementsOf(name, unit.options).global
    const placed = unit.desiredState !== 'inactive' && (this.why === undefined || global)
    const state: Systemd = unit.desiredState === 'launched' ? this.systemd(name) : ['loaded', 'inactive', 'dead']
    const where = !placed ? [] : global ? this.machines.map(({ id }) => id) : [unit.machineID || M1]
    this.states.set(name, new Map(where.map((id) => [id, state])))
    if (global) return
    unit.machineID = where[0] ?? ''
    unit.currentState = placed ? unit.desiredState : 'inactive'
  }

  #unit(name: string): Json {
    const { options, ...rest } = this.units.get(name) as Kept
    return json({ name, options: options.map((option) => json({ ...option })), ...rest })
  }

  #states(only: string): readonly Json[] {
    const names = [...this.states.keys()].toSorted().filter((name) => only === '' || name === only)
    return names.flatMap((name) =>
      [...(this.states.get(name) ?? [])].map(([machineID, [load, active, sub]]) =>
        json({
          ...{ name, machineID, hash: hashOf(this.units.get(name)?.options ?? []) },
          ...{ systemdLoadState: load, systemdActiveState: active, systemdSubState: sub },
        }),
      ),
    )
  }

  #placement(name: string): ApiReply {
    if (!this.explains) return refusal(404, '')
    return {
      status: 200,
      body: json({ unit: name, machine: this.units.get(name)?.machineID ?? '', why: this.why ?? {} }),
    }
  }

  #page(field: string, all: readonly Json[], url: URL): ApiReply {
    const page = Number(url.searchParams.get('nextPageToken') ?? '1')
    const items = all.slice((page - 1) * this.pageSize, page * this.pageSize)
    // As upstream has it, a last page that is full is followed by an empty one.
    const token = items.length === this.pageSize ? { nextPageToken: String(page + 1) } : {}
    return { status: 200, body: { ...token, ...(items.length === 0 ? {} : { [field]: items }) } }
  }
}

const refusal = (code: number, message: string): ApiReply => ({ status: code, body: { error: { code, message } } })

const json = (fields: Record<string, Json>): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))
