import { diskContract } from '../contracts/disk.ts'
import { DiskBoot, DiskServer } from './disk-fixture.ts'

diskContract('the simulated disk', async () => {
  const server = new DiskServer()
  return {
    machine: async () => {
      const boot = new DiskBoot(server)
      return {
        run: async (program) => boot.run(program),
        interrupt: async (request, afterMs) => {
          boot.begin(request)
          server.pass(afterMs)
          boot.powerCut()
        },
        fill: async () => {
          boot.disk.full = true
        },
        free: async () => {
          boot.disk.full = false
        },
      }
    },
    publish: async (version, behaviour) => server.publish(version, behaviour),
    impair: async (how) => {
      const mend = server.faults.impair(how)
      return async () => mend()
    },
    served: async () => server.payloads.sent,
    close: async () => {},
  }
})
