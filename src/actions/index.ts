// The registry of actions: a new one is a file and a line here.

import type { Action } from './action.ts'
import { addMachineAction, type AddMachine } from './add-machine.ts'
import { askRebootAction, type AskReboot } from './ask-reboot.ts'
import { checkForUpdateAction, type CheckForUpdate } from './check-for-update.ts'
import { configureAction, type Configure } from './configure.ts'
import { garbleStateAction, type GarbleState } from './garble-state.ts'
import { markFloorAction, type MarkFloor } from './mark-floor.ts'
import { operatorRebootAction, type OperatorReboot } from './operator-reboot.ts'
import { promoteAction, type Promote } from './promote.ts'
import { publishAction, type Publish } from './publish.ts'
import { removeMachineAction, type RemoveMachine } from './remove-machine.ts'
import { setMaxAction, type SetMax } from './set-max.ts'
import { setMetadataAction, type SetMetadata } from './set-metadata.ts'
import { setPolicyAction, type SetPolicy } from './set-policy.ts'
import {
  type DestroyUnit,
  destroyUnitAction,
  type LoadUnit,
  loadUnitAction,
  type StartUnit,
  startUnitAction,
  type StopUnit,
  stopUnitAction,
  type SubmitUnit,
  submitUnitAction,
  type UnloadUnit,
  unloadUnitAction,
} from './units.ts'
import { unlockAction, type Unlock } from './unlock.ts'
import { withdrawAction, type Withdraw } from './withdraw.ts'

export type ActionStep =
  | (AskReboot | OperatorReboot | SetMax | Unlock)
  | (AddMachine | RemoveMachine)
  | (Publish | Promote | Withdraw | SetPolicy | MarkFloor)
  | (CheckForUpdate | Configure)
  | (SubmitUnit | LoadUnit | StartUnit | StopUnit | UnloadUnit | DestroyUnit | SetMetadata | GarbleState)

export const actions = {
  'ask-reboot': askRebootAction,
  'operator-reboot': operatorRebootAction,
  'set-max': setMaxAction,
  unlock: unlockAction,
  'add-machine': addMachineAction,
  'remove-machine': removeMachineAction,
  publish: publishAction,
  promote: promoteAction,
  withdraw: withdrawAction,
  'set-policy': setPolicyAction,
  'mark-floor': markFloorAction,
  'check-for-update': checkForUpdateAction,
  configure: configureAction,
  'submit-unit': submitUnitAction,
  'load-unit': loadUnitAction,
  'start-unit': startUnitAction,
  'stop-unit': stopUnitAction,
  'unload-unit': unloadUnitAction,
  'destroy-unit': destroyUnitAction,
  'set-metadata': setMetadataAction,
  'garble-state': garbleStateAction,
} as const

/** The kind of a step. The cast is right because each kind is listed under its own name. */
export const actionOf = <S extends ActionStep>(step: S): Action<S> => actions[step.do] as unknown as Action<S>
