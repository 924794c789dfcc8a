// How a world lets its conductor wait for an event: both worlds answer that request with this.

import type { Event } from '../history/event.ts'
import type { Recorder } from '../history/recorder.ts'
import type { Reply } from '../runtime/host.ts'

/** Answers with the first event from now on for which the predicate is true; forgets whoever waits no more. */
export function awaitEvent(recorder: Recorder): (until: (event: Event) => boolean, reply: Reply) => void {
  return (until, reply) => {
    const stop = recorder.listen((event) => {
      if (reply.open && !until(event)) return
      stop()
      reply.answer(event)
    })
  }
}
