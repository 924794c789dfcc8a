// The protocol's own names: which attribute carries which property (update_engine, omaha_request_action.cc; go-omaha,
// omaha/protocol.go). Attributes that are not here are ignored in what is read.

import { type Attributes, flag, optional, text, whole } from './attributes.ts'
import type {
  Action,
  Manifest,
  Os,
  Package,
  Request,
  RequestApp,
  RequestEvent,
  Response,
  ResponseApp,
  UpdateCheck,
} from './messages.ts'

export const REQUEST: Attributes<Omit<Request, 'protocol' | 'os' | 'apps'>> = {
  version: text('version'),
  updaterVersion: text('updaterversion'),
  installSource: text('installsource'),
  isMachine: flag('ismachine', 'digit'),
  userId: optional(text('userid')),
  sessionId: optional(text('sessionid')),
}

export const OS: Attributes<Os> = {
  platform: text('platform'),
  version: text('version'),
  servicePack: text('sp'),
  arch: optional(text('arch')),
}

export const REQUEST_APP: Attributes<Omit<RequestApp, 'ping' | 'updateCheck' | 'events'>> = {
  appId: text('appid'),
  version: text('version'),
  track: text('track'),
  fromTrack: optional(text('from_track')),
  bootId: optional(text('bootid')),
  machineId: optional(text('machineid')),
  machineAlias: optional(text('machinealias')),
  oem: optional(text('oem')),
  oemVersion: optional(text('oemversion')),
  alephVersion: optional(text('alephversion')),
  lang: optional(text('lang')),
  board: optional(text('board')),
  hardwareClass: optional(text('hardware_class')),
  deltaOkay: optional(flag('delta_okay')),
  multiManifestOk: optional(flag('multi_manifest_ok')),
}

export const PING: Attributes<NonNullable<RequestApp['ping']>> = { active: flag('active', 'digit') }

export const ASKED: Attributes<NonNullable<RequestApp['updateCheck']>> = {
  targetVersionPrefix: optional(text('targetversionprefix')),
}

export const EVENT: Attributes<RequestEvent> = {
  type: whole('eventtype'),
  result: whole('eventresult'),
  previousVersion: optional(text('previousversion')),
  nextVersion: optional(text('nextversion')),
  errorCode: optional(whole('errorcode')),
}

export const RESPONSE: Attributes<Omit<Response, 'protocol' | 'daystart' | 'apps'>> = { server: text('server') }

export const DAYSTART: Attributes<Response['daystart']> = { elapsedSeconds: whole('elapsed_seconds', 0) }

export const RESPONSE_APP: Attributes<Omit<ResponseApp, 'ping' | 'events' | 'updateCheck'>> = {
  appId: text('appid'),
  status: text('status'),
}

/** An event or a ping that the server has taken. */
export const TAKEN: Attributes<{ readonly status: string }> = { status: text('status') }

export const UPDATE_CHECK: Attributes<Omit<UpdateCheck, 'urls' | 'manifests'>> = {
  status: text('status'),
  pollInterval: optional(whole('PollInterval')),
}

export const URL: Attributes<{ readonly codebase: string }> = { codebase: text('codebase') }

export const MANIFEST: Attributes<Omit<Manifest, 'packages' | 'actions'>> = {
  version: text('version'),
  isFloor: optional(flag('is_floor')),
  floorReason: optional(text('floor_reason')),
  isTarget: optional(flag('is_target')),
}

export const PACKAGE: Attributes<Package> = {
  name: text('name'),
  hash: text('hash'),
  hashSha256: optional(text('hash_sha256')),
  size: whole('size', 0),
  required: flag('required'),
}

export const ACTION: Attributes<Action> = {
  event: text('event'),
  sha256: optional(text('sha256')),
  signature: optional(text('Signature')),
  displayVersion: optional(text('DisplayVersion')),
  needsAdmin: optional(flag('needsadmin')),
  isDeltaPayload: optional(flag('IsDeltaPayload')),
  disablePayloadBackoff: optional(flag('DisablePayloadBackoff')),
  maxFailureCountPerUrl: optional(whole('MaxFailureCountPerUrl')),
  metadataSignatureRsa: optional(text('MetadataSignatureRsa')),
  metadataSize: optional(whole('MetadataSize')),
  deadline: optional(text('deadline')),
  moreInfo: optional(text('MoreInfo')),
  prompt: optional(text('Prompt')),
}
