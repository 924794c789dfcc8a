// What an error of the engine or of Node says, read by its shape and never by `instanceof Error`: under jest, Node's own
// errors come from another realm than the test's.

/** Node's code, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return isRecord(error) && typeof error['code'] === 'string' ? error['code'] : undefined
}

/** The HTTP status with which the engine refused. */
export function statusOf(error: unknown): number | undefined {
  return isRecord(error) && typeof error['statusCode'] === 'number' ? error['statusCode'] : undefined
}

/** The message on one line, without dockerode's `(HTTP code 500) server error - `. */
export function oneLine(error: unknown): string {
  const message = isRecord(error) && typeof error['message'] === 'string' ? error['message'] : String(error)
  return message
    .replace(/^\(HTTP code \d+\) [\w ]+ - /, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
