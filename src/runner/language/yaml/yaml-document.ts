/** Parses a text to a YAML document and its YAML errors. The limits bound the cost. */
import { type Document, Lexer, parseDocument, type YAMLError } from 'yaml'
import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { limits } from '../values/limits.ts'
import { deeperKeys } from './deeper-keys.ts'
import { misalignedLines } from './misaligned-lines.ts'
import { unclosed } from './unclosed.ts'

export interface YamlDocument {
  /** Null if the text was refused before parsing. */
  readonly document: Document.Parsed | null
  readonly diagnostics: readonly Diagnostic[]
}

export function readYaml(text: string): YamlDocument {
  const refusal = refuse(text)
  if (refusal !== null) return { document: null, diagnostics: [refusal] }
  try {
    const document = parseDocument(text, {
      version: '1.2',
      merge: true,
      strict: true,
      stringKeys: true,
      prettyErrors: false,
      // Off: it compares every key with every other. yaml-tree.ts finds duplicate keys in one pass.
      uniqueKeys: false,
      logLevel: 'error',
    })
    const errors = [...document.errors, ...document.warnings].slice(0, limits.diagnostics)
    const { diagnostics, others } = explained(errors, text)
    return { document, diagnostics: [...diagnostics, ...others.map((error) => diagnose(error, text))] }
  } catch (error) {
    if (error instanceof RangeError) return { document: null, diagnostics: [tooDeep] }
    throw error
  }
}

/** Explains errors whose place or words mislead; `others` are those that say what is wrong. */
function explained(errors: readonly YAMLError[], text: string) {
  const diagnostics: Diagnostic[] = []
  let others = errors
  for (const explain of [unclosed, deeperKeys, misalignedLines]) {
    const found = explain(others, text)
    diagnostics.push(...found.diagnostics)
    others = found.others
  }
  return { diagnostics, others }
}

const tooDeep = problem(
  'yaml-too-deep',
  null,
  `mappings and lists are nested deeper than ${limits.depth} levels`,
  'a topology needs 5',
)

function refuse(text: string): Diagnostic | null {
  if (Buffer.byteLength(text) > limits.fileSize) return tooLarge(Buffer.byteLength(text))
  let tokens = 0
  for (const _token of new Lexer().lex(text)) {
    if (++tokens > limits.tokens) {
      return problem(
        'file-too-large',
        null,
        `the file has more than ${limits.tokens} YAML tokens (keys, values and punctuation)`,
        'split it into several topologies',
      )
    }
  }
  return null
}

export function tooLarge(bytes: number): Diagnostic {
  const size = bytes / limits.fileSize
  return problem(
    'file-too-large',
    null,
    `the file has ${size.toFixed(size < 10 ? 1 : 0)} MiB; a topology has at most ${limits.fileSize / 2 ** 20} MiB`,
    'is this the right file?',
  )
}

function diagnose(error: YAMLError, text: string): Diagnostic {
  const [start, end] = error.pos
  const span = { start: Math.min(start, text.length), end: Math.min(Math.max(end, start), text.length) }
  switch (error.code) {
    case 'RESOURCE_EXHAUSTION':
      return { ...tooDeep, span }
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
      return problem(
        'yaml-alias',
        span,
        error.message.startsWith('Alias cannot be an empty')
          ? 'without quotes, `*` begins an alias of YAML'
          : sentence(error.message),
        'a pattern that begins with * needs quotes: "*"',
      )
    case 'DUPLICATE_KEY':
      return problem('yaml-duplicate-key', span, sentence(error.message))
    case 'TAB_AS_INDENT':
      return problem('yaml-syntax', span, 'YAML does not allow tabs as indentation', 'indent with spaces')
    case 'MULTIPLE_DOCS':
      return problem(
        'yaml-syntax',
        span,
        'the file has more than one YAML document',
        'remove the `---`: one file holds one topology',
      )
    case 'NON_STRING_KEY':
      return problem('yaml-syntax', span, 'a key must be a plain word')
    case 'TAG_RESOLVE_FAILED':
      return problem('yaml-syntax', span, sentence(error.message), 'quote a text that begins with !')
    case 'UNEXPECTED_TOKEN': {
      const isQuoted = text[start - 1] === "'" && /^\w/.test(text.slice(start))
      const hint = isQuoted ? "write '' for a quote within '…', or put the text into \"…\"" : null
      return problem(
        'yaml-syntax',
        span,
        isQuoted ? 'the text in quotes ends here' : sentence(error.message),
        hint,
      )
    }
    case 'BLOCK_IN_FLOW': {
      const [before, next] = /^(\S+ +)([\w-]+)(?=:)/.exec(text.slice(start, end))?.slice(1) ?? []
      if (before === undefined || next === undefined)
        return problem('yaml-syntax', span, sentence(error.message), 'write { key: value, key: value }')
      const from = start + before.length
      const place = { start: from, end: from + next.length }
      return problem(
        'yaml-syntax',
        place,
        `a comma is missing before \`${next}\``,
        'write { key: value, key: value }',
      )
    }
    case 'BAD_SCALAR_START':
      return problem('yaml-syntax', span, sentence(error.message), 'put the text in quotes')
    case 'MISSING_CHAR': {
      const isItem = error.message.startsWith('Sequence item without')
      const hint = isItem ? 'indent it as the lines above it, or begin it with `- `' : notClosed
      return problem('yaml-syntax', span, sentence(error.message), hint)
    }
    default:
      return problem('yaml-syntax', span, sentence(error.message), hints[error.code] ?? null)
  }
}

const hints: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'two `key: value` on one line need braces: { key: value, key: value }',
  BAD_INDENT: 'check the indentation and the closing brackets',
}

const notClosed = 'something is not closed or separated here: check quotes, brackets, colons and commas'

/** Formats a message in topo's style: it begins in lower case and has no full stop. */
function sentence(message: string): string {
  const line = message.split('\n')[0] ?? message
  return `${line.slice(0, 1).toLowerCase()}${line.slice(1)}`.replace(/[.:]$/, '')
}
