// Apart from the others, so that the two run side by side.

import { huntEach } from './planted-hunt.ts'
import { planted } from './planted/index.ts'

const ofFleet = planted.filter(({ fleet }) => fleet !== undefined)
/** The rare ones take half a minute each from some seeds: here from one, all of them by `seatrial hunt --platform`. */
const RARE = 5_000

huntEach(ofFleet.filter(({ withinRuns }) => withinRuns <= RARE))
huntEach(
  ofFleet.filter(({ withinRuns }) => withinRuns > RARE),
  [2],
)
