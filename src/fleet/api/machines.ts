// The machines of the cluster: those that are present.

import type { Program } from '../../runtime/operation.ts'
import type { FleetMachine } from '../snapshot.ts'
import type { ApiCall } from './api-call.ts'
import { latest } from './api-call.ts'
import type { ApiReply } from './message.ts'
import { pageOf } from './page.ts'
import type { ApiMachine, MachinePage } from './schema.ts'

/** GET /machines */
export function* listMachines(call: ApiCall): Program<ApiReply> {
  const { machines } = yield* latest(call)
  const { items, nextPageToken } = pageOf([...machines.values()], call.query)
  const page: MachinePage = {
    ...(items.length > 0 && { machines: items.map(shown) }),
    ...(nextPageToken !== undefined && { nextPageToken }),
  }
  return { status: 200, body: page }
}

const shown = ({ id, metadata, publicIp }: FleetMachine): ApiMachine => ({
  id,
  ...(metadata.size > 0 && { metadata: Object.fromEntries(metadata) }),
  ...(publicIp !== '' && { primaryIP: publicIp }),
})
