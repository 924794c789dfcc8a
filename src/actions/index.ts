// The registry of actions: a new one is a file and a line here.

import type { Action } from './action.ts'
import { askRebootAction, type AskReboot } from './ask-reboot.ts'
import { operatorRebootAction, type OperatorReboot } from './operator-reboot.ts'
import { setMaxAction, type SetMax } from './set-max.ts'
import { unlockAction, type Unlock } from './unlock.ts'

export type ActionStep = AskReboot | OperatorReboot | SetMax | Unlock

export const actions = {
  'ask-reboot': askRebootAction,
  'operator-reboot': operatorRebootAction,
  'set-max': setMaxAction,
  unlock: unlockAction,
} as const

/** The kind of a step. The cast is right because each kind is listed under its own name. */
export const actionOf = <S extends ActionStep>(step: S): Action<S> => actions[step.do] as unknown as Action<S>
