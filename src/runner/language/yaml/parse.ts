import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { isMapping, type Located } from '../text/located.ts'
import { readYaml } from './yaml-document.ts'
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

/** Parses a text to a mapping, as far as possible, and returns its YAML errors. */
export function parse(
  text: string,
  content: Content = topology,
): {
  readonly root: Located | null
  readonly diagnostics: readonly Diagnostic[]
} {
  const { document, diagnostics } = readYaml(text)
  if (document === null) return { root: null, diagnostics }
  const tree = treeOf(document, text.length)
  const all = [...diagnostics, ...tree.diagnostics]
  if (tree.root === null || tree.root.value === null) {
    const empty = problem('missing-key', null, `the file holds no ${content.what}`, content.hint)
    return { root: null, diagnostics: all.length > 0 ? all : [empty] }
  }
  if (!isMapping(tree.root)) {
    const wrong = problem(
      'wrong-type',
      { start: tree.root.span.start, end: Math.min(tree.root.span.end, tree.root.span.start + 1) },
      `a ${content.what} is a mapping with the keys ${content.keys}`,
      content.hint,
    )
    return { root: null, diagnostics: all.length > 0 ? all : [wrong] }
  }
  // After a syntax error the parser guesses the rest of the tree: mistakes there may not be the author's.
  const guess = diagnostics.length > 0 || tree.cut
  return { root: guess ? null : tree.root, diagnostics: all }
}
