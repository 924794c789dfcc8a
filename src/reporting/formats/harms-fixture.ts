// What no name in a result may do to a rendered report.

// What steers a terminal or a line is shown, never sent; JSON has escapes of its own for it.
// eslint-disable-next-line no-control-regex -- looking for control characters is the point
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202e]/

/** What the text of a format does that it must not; none, if all is well. */
export function harms(id: string, text: string): readonly string[] {
  const html: readonly (readonly [string, boolean])[] = [
    ['makes markup of a name', /<img|<b>/.test(text)],
    ['begins a script', text.match(/<script/g)?.length !== 2],
    ['ends a script', text.match(/<\/script/g)?.length !== 2],
  ]
  const lines = text.replaceAll('<br>', '').split('\n')
  const copied = lines.findIndex((line) => line.startsWith('```')) // what is to be copied stands as it is, and ends the text
  const markdown: readonly (readonly [string, boolean])[] = [
    ['makes HTML of a name', lines.slice(0, copied).some((line) => line.includes('<'))],
    ['mentions or links', /@\w|:\/\/|(?<!\\)\[/.test(lines.slice(0, copied).join('\n'))],
    ['breaks a table', lines.some((line) => line.startsWith('| ') && line.match(/(?<!\\)\|/g)?.length !== 4)],
  ]
  const all: readonly (readonly [string, boolean])[] = [
    ['is not well-formed', !text.isWellFormed()],
    ['steers', STEERING.test(text)],
    ...(id === 'html' ? html : []),
    ...(id === 'markdown' ? markdown : []),
  ]
  return all.filter(([, does]) => does).map(([what]) => what)
}
