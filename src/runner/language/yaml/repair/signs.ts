/** Edits that add, replace or remove signs within a line: colons, spaces, quotes, braces. */
import type { LineCounter } from '../../text/lines.ts'
import { type Edit, shifted } from './edit.ts'
import { blockFrom, type LineStart, linesBelow } from './line-starts.ts'

/** A mistake that a pattern finds within a line. */
interface Slip {
  readonly pattern: RegExp
  /** The text in place of the match. Groups as in `replace`. */
  readonly right: string
  /** The marked part of the match. */
  readonly marked: string
  readonly message: string
  readonly hint: string
}

const word = String.raw`[\w-]*\w`
const signs: readonly Slip[] = [
  {
    pattern: new RegExp(String.raw`(?<=^ *(?:- +)*|[{,] *)(${word}):(?=[^\s/:])([^\s,}]+)`, 'g'),
    right: '$1: $2',
    marked: '$1:$2',
    message: 'a space is missing after `$1:`',
    hint: 'write $1: $2',
  },
  {
    pattern: new RegExp(String.raw`(?<=^ *(?:- +)*|[{,] *)(${word}) *= *([^\s,}=]+)`, 'g'),
    right: '$1: $2',
    marked: '$1',
    message: '`=` stands in the place of `: ` after `$1`',
    hint: 'write $1: $2',
  },
  {
    pattern: new RegExp(String.raw`(?<=^ *(?:- +)*)(${word})(?=\s*$)`, 'g'),
    right: '$1:',
    marked: '$1',
    message: '`:` is missing after `$1`',
    hint: 'write $1:',
  },
  {
    pattern: new RegExp(String.raw`(?<=^ *(?:- +)*|[{,] *)(${word}) +(?=[^\s:=#])([^\s,}]+)`, 'g'),
    right: '$1: $2',
    marked: '$1',
    message: '`: ` is missing after `$1`',
    hint: 'write $1: $2',
  },
  {
    pattern: /(?<=\S)\s*([;,])(?=\s*(?:#.*)?$)/g,
    right: '',
    marked: '$1',
    message: 'YAML has no `$1` at the end of a line',
    hint: 'remove it',
  },
  {
    pattern: /(?<=\s)\/\/ *(\S?.*)$/g,
    right: '# $1',
    marked: '//',
    message: 'a comment begins with `#`, not with `//`',
    hint: 'write # $1',
  },
  {
    pattern: /(?<=[}\]"'])#/g,
    right: ' #',
    marked: '#',
    message: 'a space is missing before `#`',
    hint: 'put a space before it',
  },
]

/** Edits that repair one kind of mistake in a line, also where it repeats in the line and in the next ones. */
export function repairSigns(start: LineStart, lines: LineCounter): readonly Edit[] {
  return signs.flatMap((rule) => {
    const [first] = start.text.matchAll(rule.pattern)
    if (first === undefined) return []
    const fill = (form: string) => form.replace(/\$(\d)/g, (_, group) => first[Number(group)] ?? '')
    const marked = fill(rule.marked)
    const told = {
      place: { line: start.line, column: first.index + first[0].indexOf(marked), length: marked.length },
      message: fill(rule.message),
      hint: fill(rule.hint),
    }
    const once =
      start.text.slice(0, first.index) + fill(rule.right) + start.text.slice(first.index + first[0].length)
    const repeated = new Map([[start.line, start.text.replace(rule.pattern, rule.right)]])
    const edits: Edit[] = [{ ...told, lines: new Map([[start.line, once]]) }]
    if (repeated.get(start.line) !== once) edits.push({ ...told, lines: new Map(repeated) })
    for (const { line, text } of linesBelow(start.line, lines)) {
      const right = text.replace(rule.pattern, rule.right)
      if (right === text) break
      repeated.set(line, right)
    }
    if (repeated.size > 1) edits.push({ ...told, lines: repeated })
    return edits
  })
}

/** Edits that put a space after the dash of an item. */
export function spaceAfterDash({ line, text, indent }: LineStart, lines: LineCounter): readonly Edit[] {
  const content = /^ *-(?=[A-Za-z"'{])(.*)$/.exec(text)?.[1]
  if (content === undefined) return []
  const first = new Map([[line, `${' '.repeat(indent)}- ${content}`]])
  const rest = shifted(blockFrom(line + 1, indent + 1, lines), 1)
  const told = {
    place: { line, column: indent, length: 1 },
    message: 'a space is missing after `-`',
    hint: `write - ${content}`,
  }
  return [
    { ...told, lines: first },
    { ...told, lines: new Map([...(rest ?? []), ...first]) },
  ]
}

/** Edits that put braces around several `key: value` on one line. */
export function braces({ line, before, content }: LineStart): readonly Edit[] {
  const [, key = '', value = ''] = new RegExp(`^(${word}: )(${word}: .*)$`).exec(content) ?? []
  const forms = [
    [key, value],
    ['', content],
  ] as const
  return forms.flatMap(([outside, inside]) => {
    const parts = inside.split(new RegExp(`,? +(?=${word}: )`))
    if (inside === '' || (parts.length < 2 && outside === '') || /[{}]/.test(inside)) return []
    const right = `${outside}{ ${parts.join(', ')} }`
    return [
      {
        lines: new Map([[line, `${before}${right}`]]),
        place: { line, column: before.length, length: content.trimEnd().length },
        message: 'several `key: value` on one line need braces',
        hint: `write ${right}`,
      },
    ]
  })
}

/** Edits that put a value into quotes. */
export function quotes({ line, text }: LineStart): readonly Edit[] {
  const values = [...text.matchAll(/(?:^ *(?:- +)+|(?<=[\w"']) *: +)(?=[^\s])/g)].slice(0, 12)
  return values.flatMap(({ index, 0: { length } }) => {
    const from = index + length
    const ends = [...text.slice(from).matchAll(/\s+#.*$|,|\s*[}\]]|\s*$/g)].map((end) => end.index).slice(-5)
    return ends.toReversed().flatMap((end) => {
      const value = text.slice(from, from + end)
      const quoted = inQuotes(value)
      if (value === '' || quoted === null) return []
      return [
        {
          lines: new Map([[line, text.slice(0, from) + quoted + text.slice(from + end)]]),
          place: { line, column: from, length: value.length },
          message: `this text needs quotes: ${reason(value)}`,
          hint: `write ${quoted}`,
        },
      ]
    })
  })
}

/** Single quotes keep backslashes. Null: neither kind of quotes fits. */
function inQuotes(value: string): string | null {
  if (!/["\\]/.test(value)) return `"${value}"`
  return value.includes("'") ? null : `'${value}'`
}

function reason(value: string): string {
  if (/^["']/.test(value)) return 'it goes on after a closing quote'
  const sign = /^[[{&*!|>%@`]/.exec(value)?.[0]
  return sign === undefined ? '`: ` begins a value' : `\`${sign}\` has a meaning of its own at its beginning`
}
