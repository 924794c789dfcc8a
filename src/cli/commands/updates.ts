// `seatrial updates`: an update server in front of any etcd v3. Machines ask it in Omaha, operators publish and promote in
// JSON. It has no state of its own; any number may run.

import type { Command } from 'commander'
import type { ExitCode } from '../exit.ts'
import { serve, type ServingOptions, servingOptions } from './serving.ts'

/** CoreOS's application, which Flatcar kept. */
const APP_ID = '{e96281a6-d1af-4bde-9a0a-97b76e56dc57}'

interface UpdatesOptions extends ServingOptions {
  readonly app: string
  readonly codebase: string
}

export const updatesOptions = (command: Command): Command =>
  servingOptions(command, 3334)
    .option('--app <id>', 'the application, a UUID in braces', APP_ID)
    .requiredOption('--codebase <url>', 'where the payloads are, as <version>.tgz below it')
    .addHelpText(
      'after',
      '\nMachines: POST /v1/update/ (Omaha 3). Operators: POST /admin/publish, promote, withdraw, policy, floor, blacklist,' +
        '\nchannel, group, instances, activity, catalogue, with a JSON object.',
    )

export async function updatesCommand(options: UpdatesOptions): Promise<ExitCode> {
  const { app: appId, codebase } = options
  const { openUpdates } = await import('../../worlds/docker/updates-http.ts')
  const { openUpdateService } = await import('../../updates/server/service.ts')
  const service = openUpdateService({ appId, codebase, name: 'seatrial', startsAt: Date.now() })
  return serve('Updates', options, (http) => openUpdates({ ...http, service }), [`application ${appId}`])
}
