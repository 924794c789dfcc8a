// How a request is answered with an error, from wherever it shows. api.ts makes the reply of it.

/** A request that is answered with an error. `status`: 400 to 599; the message goes to the client and may be empty. */
export class Refused extends Error {
  readonly code = 'API_REFUSED'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** What every request is answered while the machine is not in touch with the registry. */
export const OUT_OF_TOUCH = 'fleet server unable to communicate with etcd'
