import { describe, expect, test } from '@jest/globals'
import { OmahaInvalid } from './errors.ts'
import { readXml } from './xml.ts'

const MIB = 1024 * 1024

describe('readXml', () => {
  test('reads elements and attributes, in order, and drops the rest', () => {
    const root = readXml(`\u{FEFF}<?xml version="1.0"?><!-- > --><a x = '1' y="2">text<b/> <c z=""></c></a>\n`)
    expect(root).toEqual({
      name: 'a',
      attributes: new Map([
        ['x', '1'],
        ['y', '2'],
      ]),
      children: [
        { name: 'b', attributes: new Map(), children: [] },
        { name: 'c', attributes: new Map([['z', '']]), children: [] },
      ],
    })
  })

  test.each([
    ['&lt;&gt;&amp;&quot;&apos;', `<>&"'`],
    ['&#65;&#x42;&#x1F600;&#10;', 'AB\u{1F600}\n'],
    ['&amp;lt;', '&lt;'],
    ['a\n\tb', 'a  b'],
  ])('the attribute %p is %p', (written, value) => {
    expect(readXml(`<a x="${written}"/>`).attributes.get('x')).toBe(value)
  })

  test.each(['&', '&bogus;', '&#0;', '&#xD800;', '&#xFFFE;', '&#1114112;', '&#99999999;', '&amp', '&AMP;', '&;'])(
    'the reference %p is refused',
    (written) => expect(codeOf(`<a x="${written}"/>`)).toBe('OMAHA_NOT_XML'),
  )

  test.each([
    ['a DOCTYPE', '<!DOCTYPE a><a/>'],
    ['one in lower case', '<!doctype a []><a/>'],
    ['a section of CDATA', '<a><![CDATA[x]]></a>'],
    ['two roots', '<a/><b/>'],
    ['text beside the root', 'x<a/>'],
    ['no element', '<!-- -->'],
    ['text alone', 'x'],
    ['tags that do not match', '<a><b></a></b>'],
    ['a tag that is not closed', '<a>'],
    ['an attribute without a value', '<a x/>'],
    ['an attribute without quotes', '<a x=1/>'],
    ['an attribute that is there twice', '<a x="1" x="2"/>'],
    ['a tag in an attribute', '<a x="<b/>"/>'],
    ['a control character', '<a x="\u{1}"/>'],
    ['half a character', '<a x="\u{D83D}"/>'],
    ['a late declaration', '<a/><?xml version="1.0"?>'],
    ['a name of JavaScript', '<constructor/>'],
  ])('refuses %s', (_, document) => expect(codeOf(document)).toBe('OMAHA_NOT_XML'))

  test.each(['', ' \n', '\u{FEFF}'])('%p is empty', (document) => expect(codeOf(document)).toBe('OMAHA_EMPTY'))

  test('an entity bomb is refused before anything is expanded', () => {
    const lol = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
    expect(codeOf(`<!DOCTYPE a [<!ENTITY l0 "lol">${lol}]><a x="&l10;">&l10;</a>`)).toBe('OMAHA_NOT_XML')
    expect(codeOf('<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a x="&f;"/>')).toBe('OMAHA_NOT_XML')
  })

  test('the limit is 1 MiB, counted in UTF-8', () => {
    const sized = (bytes: number): string => `<a x="${'y'.repeat(bytes - 9)}"/>`
    expect(readXml(sized(MIB)).name).toBe('a')
    expect(codeOf(sized(MIB + 1))).toBe('OMAHA_TOO_LARGE')
    expect(codeOf(`<a x="${'\u{20AC}'.repeat(MIB / 2)}"/>`)).toBe('OMAHA_TOO_LARGE')
  })

  test('depth and number of elements are limited', () => {
    expect(codeOf('<a>'.repeat(16) + '</a>'.repeat(16))).toBeUndefined()
    expect(codeOf('<a>'.repeat(17) + '</a>'.repeat(17))).toBe('OMAHA_TOO_LARGE')
    expect(codeOf(`<a>${'<b/>'.repeat(10_000)}</a>`)).toBe('OMAHA_TOO_LARGE')
  })

  test.each([
    ['blanks in a tag', `<a${' '.repeat(MIB - 10)}>`],
    ['blanks before the end', `<a${' '.repeat(MIB - 10)}/>`],
    ['blanks that are no attribute', `<a${' x'.repeat(MIB / 2 - 10)}>`],
    ['quotes without end', `<a ${`x="'" `.repeat(MIB / 6 - 10)}`],
    ['attributes', `<a ${`x=""\t`.repeat(MIB / 6 - 10)}/>`],
    ['openings', '<'.repeat(MIB)],
    ['comments without end', '<!--'.repeat(MIB / 4)],
    ['an endless declaration', `<?xml ${'?'.repeat(MIB - 10)}`],
    ['references', `<a x="${'&amp;'.repeat(MIB / 5 - 10)}"/>`],
    ['references without end', `<a x="${'&#'.repeat(MIB / 2 - 10)}"/>`],
    ['a name', `<${'a'.repeat(MIB - 10)}/>`],
  ])('a mebibyte of %s is judged at once', (_, document) => {
    const started = performance.now()
    codeOf(document)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

function codeOf(document: string): string | undefined {
  try {
    readXml(document)
  } catch (error) {
    expect(error).toBeInstanceOf(OmahaInvalid)
    return (error as OmahaInvalid).code
  }
  return undefined
}
