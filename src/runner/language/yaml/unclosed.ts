/**
 * Finds brackets and quotes that are not closed. YAML notices the mistake only where the text cannot go on, often lines
 * later, so its error points at the wrong place.
 */
import { Lexer, type YAMLError } from 'yaml'
import type { Diagnostic } from '../../../base/errors.ts'
import { problem, withPlaces } from '../diagnostics/diagnose.ts'

interface Opened {
  readonly bracket: string
  readonly start: number
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' }
const opening: Readonly<Record<string, string>> = { '}': '{', ']': '[' }

/** Returns one diagnostic for the first such mistake, and the errors before it. Errors after it have the same cause. */
export function unclosed(
  errors: readonly YAMLError[],
  text: string,
): { readonly diagnostics: readonly Diagnostic[]; readonly others: readonly YAMLError[] } {
  const error = errors.find(isAboutEnd)
  const found = error === undefined ? null : diagnose(error, text)
  if (error === undefined || found === null) return { diagnostics: [], others: errors }
  const from = Math.min(found.span?.start ?? 0, error.pos[0])
  return { diagnostics: [found], others: errors.filter(({ pos }) => pos[0] < from) }
}

function isAboutEnd({ code, message }: YAMLError): boolean {
  return (
    (code === 'BAD_INDENT' && message.startsWith('Flow ')) ||
    (code === 'MISSING_CHAR' && /closing|end with a [}\]]/.test(message)) ||
    (code === 'UNEXPECTED_TOKEN' && /flow-(?:map|seq)-end/.test(message))
  )
}

function diagnose({ code, message, pos }: YAMLError, text: string): Diagnostic | null {
  if (code === 'UNEXPECTED_TOKEN') {
    const span = { start: pos[0], end: pos[0] + 1 }
    return problem('yaml-syntax', span, `this \`${text[pos[0]]}\` closes nothing`, 'remove it')
  }
  if (message.includes('quote')) return openQuote(text)
  return openBracket(text, pos[0])
}

/** Returns the mistake of a quote that nothing closes: the rest of the file is in it. */
function openQuote(text: string): Diagnostic | null {
  let at = 0
  for (const token of new Lexer().lex(text)) {
    const quote = /^["']/.exec(token)?.[0]
    if (quote !== undefined && (token.length === 1 || !token.endsWith(quote)) && text.startsWith(token, at)) {
      const line = /^[^\r\n]*/.exec(token)?.[0] ?? quote
      return problem(
        'yaml-syntax',
        { start: at, end: at + Math.max(line.length, 1) },
        `the quote ${quote} is not closed`,
        `end the text with ${quote}`,
      )
    }
    at += lengthOf(token)
  }
  return null
}

/** Returns the mistake of the innermost bracket that is open at `end`. */
function openBracket(text: string, end: number): Diagnostic | null {
  const open: Opened[] = []
  let at = 0
  for (const token of new Lexer().lex(text)) {
    if (at >= end && !(isClosing(token) && at === end)) break
    if (Object.hasOwn(closing, token)) open.push({ bracket: token, start: at })
    const last = open.at(-1)
    if (isClosing(token) && last !== undefined) {
      if (opening[token] !== last.bracket) return notClosed(last, { start: at, end: at + 1 })
      open.pop()
    }
    at += lengthOf(token)
  }
  const last = open.at(-1)
  return last === undefined ? null : notClosed(last, null)
}

function isClosing(token: string): boolean {
  return Object.hasOwn(opening, token)
}

function notClosed({ bracket, start }: Opened, before: { start: number; end: number } | null): Diagnostic {
  const message = `this \`${bracket}\` is not closed`
  const hint = `write \`${closing[bracket]}\` where the ${bracket === '{' ? 'mapping' : 'list'} ends`
  const told = problem('yaml-syntax', { start, end: start + 1 }, message, hint)
  return before === null
    ? told
    : withPlaces(told, 'opened here', [{ span: before, label: 'something else is closed here' }])
}

/** Characters of the text that a token stands for: some tokens of the lexer are control characters without a place. */
function lengthOf(token: string): number {
  return token === '\u0002' || token === '\u0018' || token === '\u001f' ? 0 : token.length
}
