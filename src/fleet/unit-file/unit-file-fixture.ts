// Texts that might be unit files, for properties: pieces that mean something to the parser, in any order.

import fc from 'fast-check'

const piece = fc.constantFrom(
  ...['[S]\n', '[T]\n', '[S]', '[', ']', 'A=', 'B =', '=', 'x', 'y z', ' ', '\t', '\n', '\n\n', '\r\n', '\\', '\\\n'],
  ...['\\ \n', '\\\r\n', '#', ';', '# c\n', '"', 'é', '\u0085', '\ufeff', '\0', '\ud800', 'A=x\n', 'A=x \\\n y\n'],
  ...['A=x\\ \n', '[X-Fleet]\n', 'Conflicts=a* b*\n', 'A=x', 'B=y\\', 'C=\n'],
)

export const fileText = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''))

/** Mostly readable. */
export const likelyFileText = fc
  .array(
    fc.constantFrom('[S]\n', '[T]\n', 'A=x\n', 'B=y\\ \n', 'A=x\\\n', 'B=\\\n\n', 'C=\n', ' =z\r\n', '#c\n', '\n'),
    {
      maxLength: 24,
    },
  )
  .chain((lines) => fc.constantFrom('', 'A=x\\', 'B=y').map((last) => `[S]\n${lines.join('')}${last}`))
