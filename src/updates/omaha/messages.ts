// The messages of Omaha protocol 3, as plain values that survive JSON. Start here; `encode.ts` and `decode.ts` turn them
// into XML and back, and `accept.ts` is what a client makes of an answer. The names on the wire are in `wire.ts`.
//
// A text that is not optional is '' where the wire does not say; whoever reads a message judges that, not the codec.

export const PROTOCOL = '3.0'

export interface Request {
  readonly protocol: typeof PROTOCOL
  /** Who asks, as `update_engine-<version>`; `updaterVersion` is the same in practice. */
  readonly version: string
  readonly updaterVersion: string
  /** `scheduler` for a periodic check, `ondemandupdate` for one that a user asked for. */
  readonly installSource: string
  readonly isMachine: boolean
  /** The machine id and the boot id, from clients that are built on go-omaha. */
  readonly userId?: string
  readonly sessionId?: string
  readonly os?: Os
  readonly apps: readonly RequestApp[]
}

export interface Os {
  readonly platform: string
  readonly version: string
  /** `<version>_<arch>`. */
  readonly servicePack: string
  readonly arch?: string
}

export interface RequestApp {
  /** A UUID in braces. */
  readonly appId: string
  /** What runs. `0.0.0` asks for an update whatever runs. */
  readonly version: string
  /** The group: a channel's name, or the UUID of a group. */
  readonly track: string
  readonly fromTrack?: string
  /** The kernel's boot id, in braces. */
  readonly bootId?: string
  /** `/etc/machine-id`: 32 hex digits. */
  readonly machineId?: string
  readonly machineAlias?: string
  readonly oem?: string
  readonly oemVersion?: string
  /** The version that was installed first. */
  readonly alephVersion?: string
  readonly lang?: string
  /** `amd64-usr` or `arm64-usr`. */
  readonly board?: string
  readonly hardwareClass?: string
  readonly deltaOkay?: boolean
  /** The client can read an answer with several manifests (flatcar/go-omaha). */
  readonly multiManifestOk?: boolean
  readonly ping?: { readonly active: boolean }
  /** Left out of a request that only pings or reports. */
  readonly updateCheck?: { readonly targetVersionPrefix?: string }
  readonly events: readonly RequestEvent[]
}

/** `type`, `result` and `errorCode` are the numbers of `codes.ts`, or others: the server judges them. */
export interface RequestEvent {
  readonly type: number
  readonly result: number
  readonly previousVersion?: string
  /** The version that the event is about (go-omaha has it, update_engine does not send it). */
  readonly nextVersion?: string
  /** With update_engine's flags in the upper four bits. */
  readonly errorCode?: number
}

export interface Response {
  readonly protocol: typeof PROTOCOL
  /** The server's name. */
  readonly server: string
  /** Since midnight at the server. */
  readonly daystart: { readonly elapsedSeconds: number }
  readonly apps: readonly ResponseApp[]
}

export interface ResponseApp {
  readonly appId: string
  readonly status: string
  readonly ping?: { readonly status: string }
  /** One for each event of the request. */
  readonly events: readonly { readonly status: string }[]
  readonly updateCheck?: UpdateCheck
}

export interface UpdateCheck {
  /** '' where the answer has none, which no client accepts. */
  readonly status: string
  /** When to ask next, in seconds. */
  readonly pollInterval?: number
  /** Bases that a package's name is added to, best first. */
  readonly urls: readonly string[]
  /** None without an update. More than one only for a client that said `multiManifestOk`. */
  readonly manifests: readonly Manifest[]
}

export interface Manifest {
  readonly version: string
  /** A version that must not be skipped, and why. */
  readonly isFloor?: boolean
  readonly floorReason?: string
  readonly isTarget?: boolean
  readonly packages: readonly Package[]
  readonly actions: readonly Action[]
}

export interface Package {
  readonly name: string
  /** Base64 of the SHA-1. The protocol wants it; no client checks it. */
  readonly hash: string
  /** Hex. */
  readonly hashSha256?: string
  /** In bytes; 0 where the answer does not say. */
  readonly size: number
  readonly required: boolean
}

export interface Action {
  /** The one that matters is `postinstall`. */
  readonly event: string
  /** Base64 of the payload's SHA-256: what the download is verified against. */
  readonly sha256?: string
  /** Base64 of the Ed25519 signature over the payload's SHA-256. Not in the historical protocol, whose payloads carry it. */
  readonly signature?: string
  readonly displayVersion?: string
  readonly needsAdmin?: boolean
  readonly isDeltaPayload?: boolean
  readonly disablePayloadBackoff?: boolean
  readonly maxFailureCountPerUrl?: number
  readonly metadataSignatureRsa?: string
  readonly metadataSize?: number
  readonly deadline?: string
  readonly moreInfo?: string
  readonly prompt?: string
}
