// Messages of an ordinary update, for the tests.

import type { Request, Response, UpdateCheck } from './messages.ts'

export const FLATCAR = '{e96281a6-d1af-4bde-9a0a-97b76e56dc57}'

export const CHECKING: Request = {
  protocol: '3.0',
  version: 'update_engine-0.4.10',
  updaterVersion: 'update_engine-0.4.10',
  installSource: 'scheduler',
  isMachine: true,
  os: { platform: 'CoreOS', version: 'Chateau', servicePack: '3815.2.0_x86_64' },
  apps: [
    {
      appId: FLATCAR,
      version: '3815.2.0',
      track: 'stable',
      bootId: '{a4f2bd16-6a8c-4a3e-a1a4-5a2f1a5c0a11}',
      machineId: '00000000000000000000000000000001',
      oem: 'vm & "metal"',
      board: 'amd64-usr',
      deltaOkay: false,
      ping: { active: true },
      updateCheck: {},
      events: [{ type: 3, result: 2, previousVersion: '3760.2.0' }],
    },
  ],
}

export const OFFERED: UpdateCheck = {
  status: 'ok',
  pollInterval: 2700,
  urls: ['http://updates.test/amd64-usr/3815.2.1'],
  manifests: [
    {
      version: '3815.2.1',
      packages: [{ name: 'update.gz', hash: '+LXvjiaPkeYDLHoNKlf9qbJwvnk=', size: 67546213, required: true }],
      actions: [
        {
          event: 'postinstall',
          sha256: '0VAlQW3RE99SGtSB5R4m08antAHO8XDoBMKDyxQT/Mg=',
          signature: 'c2lnbmVk',
          displayVersion: '3815.2.1',
          needsAdmin: false,
          isDeltaPayload: false,
          disablePayloadBackoff: true,
        },
      ],
    },
  ],
}

/** A response about Flatcar with this update check, and with this app status. */
export const answering = (updateCheck: UpdateCheck, status = 'ok'): Response => ({
  protocol: '3.0',
  server: 'seatrial',
  daystart: { elapsedSeconds: 49008 },
  apps: [{ appId: FLATCAR, status, ping: { status: 'ok' }, events: [{ status: 'ok' }], updateCheck }],
})
