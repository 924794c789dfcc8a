// A lane's name as there is room for it. What is cut is cut out of the middle: instances of a template differ at the end.

/** In pixels, of the column of names without its air. */
const ROOM = 110
const TAIL = 5

/** A rough width of a sign in the names' 13 px bold system font; rather too wide than too narrow. */
const widthOf = (sign: string): number => (/[mwMW@%]/.test(sign) ? 13 : /[iljtfr.,:;'|! ]/.test(sign) ? 5.5 : 8.4)

const widthOfAll = (text: string): number => [...text].reduce((sum, sign) => sum + widthOf(sign), 0)

/** `a-very-long…@12` */
export function shortName(name: string): string {
  if (widthOfAll(name) <= ROOM) return name
  const signs = [...name.slice(0, 60).toWellFormed()]
  const tail = [...name.slice(-TAIL).toWellFormed()].join('')
  const room = ROOM - widthOfAll(`…${tail}`)
  let [head, width] = ['', 0]
  for (const sign of signs) {
    width += widthOf(sign)
    if (width > room) break
    head += sign
  }
  return `${head}…${tail}`
}
