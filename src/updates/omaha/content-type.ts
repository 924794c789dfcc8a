// Which bodies are taken for an Omaha message, by their Content-Type (go-omaha, omaha/parse.go).

const PARAMETER = /^\s*([!#$%&'*+.^_`|~\w-]+)=(?:([!#$%&'*+.^_`|~\w-]+)|"([^"\\]*)")\s*$/

/**
 * Whether a body with this header may be read: `text/xml` or `application/xml` in any case, in UTF-8. A header that is
 * missing is '', and is accepted.
 */
export function isOmahaContentType(header: string): boolean {
  if (header === '') return true
  const [mediaType = '', ...parameters] = header.split(';')
  if (!/^\s*(?:text|application)\/xml\s*$/i.test(mediaType)) return false
  const charsets: string[] = []
  for (const parameter of parameters) {
    if (parameter.trim() === '') continue
    const match = PARAMETER.exec(parameter)
    if (match === null) return false
    if (match[1]?.toLowerCase() === 'charset') charsets.push((match[2] ?? match[3] ?? '').toLowerCase())
  }
  return charsets.length === 0 || (charsets.length === 1 && charsets[0] === 'utf-8')
}
