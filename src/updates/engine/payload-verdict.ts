// Whether a payload that was downloaded is the one that the server declared: its size first, then its SHA-256, then its
// signature (update_engine, delta_performer.cc VerifyPayload). The numbers are update_engine's error codes.
//
// One historical behaviour is not kept: a machine without a key accepted every payload. Here no key is no proof.

export interface DeclaredPayload {
  /** In bytes. */
  readonly size: number
  /** Base64. */
  readonly sha256: string
}

export interface MeasuredPayload {
  readonly size: number
  readonly sha256: string
  /** What checking the signature against the machine's key came to. */
  readonly signature: 'valid' | 'invalid' | 'missing' | 'no-key'
}

/** 10 payload hash, 11 payload size, 17 no signature where one is expected, 18 public-key verification. */
export type PayloadErrorCode = 10 | 11 | 17 | 18

export type PayloadVerdict =
  { readonly kind: 'ok' } | { readonly kind: 'refused'; readonly code: PayloadErrorCode; readonly says: string }

/** The first check that fails decides: a short transfer is told as such, not as a wrong hash. */
export function payloadVerdict(declared: DeclaredPayload, measured: MeasuredPayload): PayloadVerdict {
  if (measured.size !== declared.size) {
    return refused(11, `The payload has ${measured.size} bytes; the server declared ${declared.size}.`)
  }
  if (measured.sha256 !== declared.sha256) {
    return refused(10, `The payload's SHA-256 is ${measured.sha256}; the server declared ${declared.sha256}.`)
  }
  switch (measured.signature) {
    case 'valid':
      return { kind: 'ok' }
    case 'missing':
      return refused(17, 'The payload has no signature.')
    case 'invalid':
      return refused(18, "The payload's signature was not made with the key that this machine trusts.")
    case 'no-key':
      return refused(18, "The payload's signature cannot be checked: this machine has no key.")
  }
}

const refused = (code: PayloadErrorCode, says: string): PayloadVerdict => ({ kind: 'refused', code, says })
