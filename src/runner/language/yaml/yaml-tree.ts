/** Turns a YAML document into plain values with their places. It follows aliases and merges (`<<`) within limits. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml'
import type { Diagnostic, Span } from '../../../base/errors.ts'
import { problem, withPlaces } from '../diagnostics/diagnose.ts'
import { closest, suggest } from '../diagnostics/suggest.ts'
import type { Located } from '../text/located.ts'
import { limits } from '../values/limits.ts'

export interface Tree {
  /** True if a limit cut something off. Checks of the rest would then be wrong. */
  readonly cut: boolean
  /** Null for an empty document. */
  readonly root: Located | null
  readonly diagnostics: readonly Diagnostic[]
}

export function treeOf(document: Document.Parsed, textLength: number): Tree {
  const reader = new TreeReader(textLength)
  const root = document.contents === null ? null : reader.read(document.contents, null)
  return { root, cut: reader.cut, diagnostics: reader.diagnostics }
}

class TreeReader {
  readonly diagnostics: Diagnostic[] = []
  cut = false
  readonly #textLength: number
  readonly #anchors = new Map<string, Node>()
  /** The anchored nodes that an alias is reading now. They detect an alias inside itself, which would never end. */
  readonly #open = new Set<Node>()
  #aliased = 0
  #depth = 0

  constructor(textLength: number) {
    this.#textLength = textLength
  }

  read(node: unknown, key: Span | null): Located {
    const span = this.#span(node, key)
    if (this.#depth >= limits.depth) {
      this.cut = true
      this.#report('yaml-too-deep', span, `mappings and lists are nested deeper than ${limits.depth} levels`)
      return leaf(null, span, key)
    }
    if (this.#open.size > 0 && ++this.#aliased > limits.aliased) {
      this.cut = true
      if (this.#aliased === limits.aliased + 1) {
        this.#report(
          'yaml-alias',
          span,
          `the aliases of this file stand for more than ${limits.aliased} values`,
          'write out the values, or use `count` and patterns such as bob-*',
        )
      }
      return leaf(null, span, key)
    }
    this.#depth += 1
    const located = this.#readKind(node, span, key)
    this.#depth -= 1
    return located
  }

  #readKind(node: unknown, span: Span, key: Span | null): Located {
    if (isAlias(node)) return this.#readAlias(node.source, span, key)
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return leaf(null, span, key)
    if (node.anchor !== undefined && this.#open.size === 0) this.#anchors.set(node.anchor, node)
    if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:')) return leaf(null, span, key)
    if (isMap(node)) return this.#readMap(node.items, span, key)
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item, null))
      return { value: items.map(({ value }) => value), span, key, children: new Map(items.entries()) }
    }
    if (typeof node.value === 'object' && node.value !== null) {
      this.#report(
        'yaml-syntax',
        span,
        'the tag in front of this value is not part of the language',
        'remove it',
      )
      return leaf(null, span, key)
    }
    return leaf(node.value, span, key)
  }

  #readAlias(name: string, span: Span, key: Span | null): Located {
    const target = this.#anchors.get(name)
    if (target === undefined) {
      // The parser reports an empty alias.
      if (name !== '')
        this.#report(
          'yaml-alias',
          span,
          `there is no anchor \`&${name}\` before this`,
          aliasHint(name, [...this.#anchors.keys()]),
        )
      return leaf(null, span, key)
    }
    if (this.#open.has(target)) {
      this.#report('yaml-alias', span, `the alias \`*${name}\` contains itself`)
      return leaf(null, span, key)
    }
    this.#open.add(target)
    const located = this.read(target, key)
    this.#open.delete(target)
    return located
  }

  #readMap(pairs: readonly Pair[], span: Span, key: Span | null): Located {
    const children = new Map<string, Located>()
    const merged: Located[] = []
    for (const pair of pairs) {
      const keySpan = this.#span(pair.key, null)
      if (!isScalar(pair.key)) {
        this.#report('yaml-syntax', keySpan, 'a key must be a plain word')
        continue
      }
      const name = String(pair.key.value)
      const value = this.read(pair.value, keySpan)
      if (name === '<<' && pair.key.type === 'PLAIN') merged.push(...this.#merge(value))
      else if (name === '__proto__') this.#report('unknown-key', keySpan, 'unknown key `__proto__`')
      else if (children.has(name)) this.#reportTwice(name, keySpan, children.get(name)?.key ?? null)
      else children.set(name, value)
    }
    for (const { children: inherited } of merged) {
      for (const [name, value] of inherited) {
        if (!children.has(String(name))) children.set(String(name), value)
      }
    }
    const value = Object.fromEntries([...children].map(([name, child]) => [name, child.value]))
    return { value, span, key, children }
  }

  /** Returns the mappings that a `<<` names: one, or a list. */
  #merge(value: Located): readonly Located[] {
    const sources = Array.isArray(value.value) ? [...value.children.values()] : [value]
    return sources.filter((source) => {
      const fine = typeof source.value === 'object' && source.value !== null && !Array.isArray(source.value)
      if (!fine)
        this.#report('yaml-syntax', value.key ?? value.span, '`<<` takes a mapping, or a list of mappings')
      return fine
    })
  }

  #span(node: unknown, fallback: Span | null): Span {
    const range = isAlias(node) || isMap(node) || isSeq(node) || isScalar(node) ? node.range : null
    if (!range) return fallback ?? { start: 0, end: 0 }
    const start = Math.min(range[0], this.#textLength)
    return { start, end: Math.min(Math.max(range[1], start), this.#textLength) }
  }

  #reportTwice(name: string, span: Span, first: Span | null): void {
    const told = problem(
      'yaml-duplicate-key',
      span,
      `the mapping has the key \`${name}\` twice`,
      'keep one of them',
    )
    this.#add(withPlaces(told, 'again here', [{ span: first, label: 'first here' }]))
  }

  #report(code: Diagnostic['code'], span: Span, message: string, hint: string | null = null): void {
    this.#add(problem(code, span, message, hint))
  }

  #add(diagnostic: Diagnostic): void {
    if (this.diagnostics.length < limits.diagnostics) this.diagnostics.push(diagnostic)
  }
}

function leaf(value: unknown, span: Span, key: Span | null): Located {
  return { value, span, key, children: new Map() }
}

/** Finds unquoted patterns such as `*bob`, which YAML reads as an alias. */
function aliasHint(name: string, anchors: readonly string[]): string {
  return anchors.length > 0 && closest(name, anchors) !== null
    ? (suggest(name, anchors) ?? '')
    : `a pattern that begins with * needs quotes: "*${name}"`
}
