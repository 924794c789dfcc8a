// Apart from the others, so that the two run side by side.

import { huntEach } from './planted-hunt.ts'
import { planted } from './planted/index.ts'

huntEach(planted.filter(({ fleet }) => fleet !== undefined))
