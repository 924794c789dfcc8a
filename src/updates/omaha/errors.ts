// The one error of this room: a text that is no Omaha message, or a message that no text can carry.

export type OmahaInvalidCode =
  /** Nothing, or only blanks. */
  | 'OMAHA_EMPTY'
  /** Longer, deeper or with more elements than is read. */
  | 'OMAHA_TOO_LARGE'
  /** Not well-formed XML, or with markup that is refused: a DOCTYPE, a CDATA section. */
  | 'OMAHA_NOT_XML'
  /** A response where a request is due, or the other way round, or neither. */
  | 'OMAHA_WRONG_ROOT'
  | 'OMAHA_UNSUPPORTED_PROTOCOL'
  /** A number, a flag or a text that the protocol, or XML, cannot carry. */
  | 'OMAHA_BAD_VALUE'

export class OmahaInvalid extends Error {
  readonly code: OmahaInvalidCode
  constructor(code: OmahaInvalidCode, what: string, cause?: unknown) {
    super(what, { cause })
    this.code = code
  }
}
