import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { isMapping, type Located } from '../text/located.ts'
import { readYaml, type YamlDocument } from './yaml-document.ts'
import { treeOf } from './yaml-tree.ts'

/** The expected content of a file, for messages. */
interface Content {
  readonly what: string
  readonly keys: string
  readonly hint: string
}

const topology: Content = {
  what: 'topology',
  keys: 'name, nodes and timeline',
  hint: '`topo new <name>` writes one to start from',
}

export interface ParsedText extends Pick<YamlDocument, 'unclear'> {
  readonly root: Located | null
  readonly diagnostics: readonly Diagnostic[]
}

/** Parses a text to a mapping, as far as possible, and returns its YAML errors. */
export function parse(text: string, content: Content = topology): ParsedText {
  const { document, diagnostics, unclear } = readYaml(text)
  if (document === null) return { root: null, diagnostics, unclear }
  const tree = treeOf(document, text.length)
  // The tree of a text that is not YAML is a guess, so its own mistakes may be none.
  const isGuess = diagnostics.length > 0
  const all = [...diagnostics, ...tree.diagnostics.filter(({ code }) => !isGuess || code !== 'yaml-syntax')]
  if (tree.root === null || tree.root.value === null) {
    const empty = problem('missing-key', null, `the file holds no ${content.what}`, content.hint)
    return { root: null, diagnostics: all.length > 0 ? all : [empty], unclear }
  }
  if (!isMapping(tree.root)) {
    const wrong = problem(
      'wrong-type',
      { start: tree.root.span.start, end: Math.min(tree.root.span.end, tree.root.span.start + 1) },
      `a ${content.what} is a mapping with the keys ${content.keys}`,
      content.hint,
    )
    return { root: null, diagnostics: all.length > 0 ? all : [wrong], unclear }
  }
  return { root: isGuess || tree.cut ? null : tree.root, diagnostics: all, unclear }
}
