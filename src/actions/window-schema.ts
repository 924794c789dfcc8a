// A reboot window in a schedule.

import { z } from 'zod'
import { windowProblem } from '../machine/window.ts'

export const windowSchema = z
  .strictObject({ start: z.string(), length: z.string(), zone: z.string().optional() })
  .superRefine((window, context) => {
    const why = windowProblem(window)
    if (why !== undefined) context.addIssue({ code: 'custom', message: why })
  })
