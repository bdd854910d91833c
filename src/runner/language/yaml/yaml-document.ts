/** Parses a text to a YAML document and its YAML errors. The limits bound the cost. */
import { type Document, Lexer, parseDocument, type YAMLError } from 'yaml'
import type { Diagnostic, Span } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { lineCounter } from '../text/lines.ts'
import { limits } from '../values/limits.ts'
import { unclosed } from './unclosed.ts'

export interface YamlDocument {
  /** Null if the text was refused before parsing. */
  readonly document: Document.Parsed | null
  readonly diagnostics: readonly Diagnostic[]
  /** The first error, if YAML's words do not explain it. */
  readonly unclear: Span | null
}

export function readYaml(text: string): YamlDocument {
  const refusal = refuse(text)
  if (refusal !== null) return { document: null, diagnostics: [refusal], unclear: null }
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
    const errors = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])
    return { document, ...explained(errors.slice(0, limits.diagnostics), text) }
  } catch (error) {
    if (error instanceof RangeError) return { document: null, diagnostics: [tooDeep], unclear: null }
    throw error
  }
}

/** Explains the errors up to the first unclear one. Those after it may have the same cause. */
function explained(all: readonly YAMLError[], text: string): Omit<YamlDocument, 'document'> {
  const { diagnostics, others } = unclosed(all, text)
  const told = others.map((error) => ({ error, diagnostic: diagnose(error, text) }))
  const clear = [...diagnostics, ...told.flatMap(({ diagnostic }) => diagnostic ?? [])]
  const first = told.find(({ diagnostic }) => diagnostic === null)
  if (first === undefined || told[0] !== first) return { diagnostics: clear, unclear: null }
  const unclear = spanOf(first.error, text)
  return { diagnostics: [notRead(first.error, text)], unclear }
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

function spanOf({ pos: [start, end] }: YAMLError, text: string): Span {
  return { start: Math.min(start, text.length), end: Math.min(Math.max(end, start), text.length) }
}

/** Returns null for an error whose words or place mislead. */
function diagnose(error: YAMLError, text: string): Diagnostic | null {
  const span = spanOf(error, text)
  const { start, end } = span
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
    case 'TAG_RESOLVE_FAILED':
      return problem('yaml-syntax', span, sentence(error.message), 'quote a text that begins with !')
    case 'UNEXPECTED_TOKEN': {
      const isQuoted = text[start - 1] === "'" && /^\w/.test(text.slice(start))
      const hint = "write '' for a quote within '…', or put the text into \"…\""
      return isQuoted ? problem('yaml-syntax', span, 'the text in quotes ends here', hint) : null
    }
    case 'BLOCK_IN_FLOW': {
      const [before, next] = /^(\S+ +)([\w-]+)(?=:)/.exec(text.slice(start, end))?.slice(1) ?? []
      if (before === undefined || next === undefined) return null
      const from = start + before.length
      const place = { start: from, end: from + next.length }
      return problem(
        'yaml-syntax',
        place,
        `a comma is missing before \`${next}\``,
        'write { key: value, key: value }',
      )
    }
    case 'BAD_SCALAR_START': {
      const message = `a text that begins with \`${text[start]}\` needs quotes`
      return problem('yaml-syntax', span, message, 'put the text in quotes')
    }
    case 'BAD_DQ_ESCAPE':
      return wrongEscape(start, text)
    default:
      return null
  }
}

/** Explains a backslash within "…", where it has a meaning of its own: once for all that the quotes hold. */
function wrongEscape(start: number, text: string): Diagnostic | null {
  const line = lineAt(start, text)
  const found = [...line.text.matchAll(/"(?:[^"\\]|\\.)*"/g)].findLast(
    ({ index }) => line.start + index < start,
  )
  const sign = /\\[^\\"/ 0abefnrtvNLP_xuU]/.exec(found?.[0] ?? '')?.[0]
  if (found === undefined || sign === undefined) return null
  const inner = found[0].slice(1, -1)
  const from = line.start + found.index
  return problem(
    'yaml-syntax',
    { start: from, end: from + found[0].length },
    `\`${sign}\` has no meaning within "…"`,
    inner.includes("'") ? `write \\${sign}` : `use single quotes: write '${inner}'`,
  )
}

function lineAt(offset: number, text: string) {
  const lines = lineCounter(text)
  return lines.line(lines.position(offset).line)
}

/** The mistake of a place that nothing explains. */
function notRead(error: YAMLError, text: string): Diagnostic {
  const span = spanOf(error, text)
  const line = lineAt(span.start, text)
  const found = unreadable.find(({ pattern }) => pattern.test(line.text))
  if (found === undefined && error.message.endsWith(' at node end')) {
    const hint = 'remove it, put a comma between two values, or put the whole text in quotes'
    return problem('yaml-syntax', span, 'nothing can follow the end of a value', hint)
  }
  const [, spaces = '', content = ''] = /^(\s*)(.*?)\s*$/.exec(line.text) ?? []
  const start = line.start + spaces.length
  const place = { start, end: start + content.length }
  return problem('yaml-syntax', place, found?.message ?? 'this line is not YAML', found?.hint ?? look)
}

const look = 'look for a wrong indentation, and for a missing `: `, `- `, comma or quote'

const unreadable: readonly { readonly pattern: RegExp; readonly message: string; readonly hint: string }[] = [
  {
    pattern: /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/,
    message: 'git wrote this line: it is part of a merge that is not finished',
    hint: 'keep one of the two versions, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>',
  },
  {
    pattern: /\$\{|\{\{/,
    message: 'topo puts nothing in the place of variables',
    hint: 'write the value itself; `topo run --vary` tries several values',
  },
  {
    pattern: /^ *\[.*\] *:/,
    message: 'a key is one name, not a list',
    hint: 'write one key for each name',
  },
  {
    pattern: /^ *- /,
    message: '`-` begins an item of a list, but the lines above it have keys',
    hint: 'write `key: value` as above it, or indent the list further than its key',
  },
]

/** Formats a message in topo's style: it begins in lower case and has no full stop. */
function sentence(message: string): string {
  const line = message.split('\n')[0] ?? message
  return `${line.slice(0, 1).toLowerCase()}${line.slice(1)}`.replace(/[.:]$/, '')
}
