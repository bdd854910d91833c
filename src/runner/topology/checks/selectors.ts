/** Patterns that match nothing, nodes of the wrong kind, pairs that are none. */

import type { z } from 'zod'
import type { Diagnostic } from '../../errors.ts'
import type { Cell } from '../../values/cells.ts'
import { type NodeKind, type SelectorMeta, select } from '../../values/selector.ts'
import { problem } from '../diagnose.ts'
import { limits } from '../limits.ts'
import { spanOfKey, spanOfValue } from '../locate.ts'
import type { Located, Path } from '../located.ts'
import { nodeKindOf } from '../node-kinds/registry.ts'
import { type NamedNode, namedNodes } from '../node-names.ts'
import { rolesOf } from '../parameters.ts'
import { definitionOf, resolveCells } from '../resolve-params.ts'
import { suggest } from '../suggest.ts'
import type { Topology } from '../topology.ts'

export function checkSelectors(topology: Topology): readonly Diagnostic[] {
  const checker = new SelectorChecker(topology)
  for (const { source, settings } of topology.nodes) {
    if (settings !== null) checker.check(source, nodeKindOf(settings.kind).params, settings.params)
  }
  for (const { source, action } of topology.timeline) {
    if (action !== null) checker.check(source, definitionOf(action).params, action.does.params)
  }
  return checker.diagnostics
}

class SelectorChecker {
  readonly diagnostics: Diagnostic[] = []
  readonly #topology: Topology
  readonly #nodes: readonly NamedNode[]
  readonly #names: readonly string[]
  readonly #kinds: ReadonlyMap<string, NodeKind | null>
  #selected = 0

  constructor(topology: Topology) {
    this.#topology = topology
    this.#nodes = namedNodes(topology)
    this.#names = this.#nodes.map(({ name }) => name)
    this.#kinds = new Map(this.#nodes.map(({ name, kind }) => [name, kind]))
  }

  check(source: Located, params: z.ZodObject, given: object): void {
    const values = new Map<string, unknown>(Object.entries(given))
    for (const parameter of rolesOf(params)) {
      const value = values.get(parameter.key)
      if (value === null || value === undefined || this.#selected > limits.selected) continue
      if (parameter.role === 'cells') {
        this.#checkCells(source, parameter.key, value as readonly Cell[])
        continue
      }
      const patterns = value as readonly string[]
      const isList = Array.isArray(source.children.get(parameter.key)?.value)
      for (const [index, text] of patterns.entries()) {
        const path = isList ? [parameter.key, index] : [parameter.key]
        this.#checkPattern(text, parameter.meta, this.#span(source, path))
      }
      const { against } = parameter.meta
      if (against !== null) this.#checkPairs(source, parameter.key, patterns, against, values.get(against))
    }
  }

  #checkPattern(text: string, meta: SelectorMeta, span: Diagnostic['span']): void {
    const { selected } = select([text], this.#names)
    this.#count(Math.max(selected.length, /[*?]/.test(text) ? this.#names.length / 20 : 1), span)
    if (selected.length === 0) {
      this.diagnostics.push(
        problem('selector-without-match', span, `no node matches \`${text}\``, this.#hint(text, meta)),
      )
      return
    }
    const wrong = selected.filter((name) => {
      const kind = this.#kinds.get(name) ?? null
      return kind !== null && meta.kinds !== null && !meta.kinds.includes(kind)
    })
    const first = wrong[0]
    if (first === undefined || meta.kinds === null) return
    const wanted = meta.kinds.join(' or ')
    const possible = this.#namesOfKind(meta)
    const hint =
      possible.length === 0
        ? `the topology has no ${wanted}`
        : suggest(possible.length === 1 ? '' : text, possible)
    const message = `\`${first}\` is a ${this.#kinds.get(first)}, but a ${wanted} is needed here`
    this.diagnostics.push(problem('wrong-node-kind', span, message, hint))
  }

  #checkPairs(source: Located, key: string, from: readonly string[], other: string, value: unknown): void {
    if (!Array.isArray(value)) return
    const left = select(from, this.#names).selected
    const right = select(value as readonly string[], this.#names).selected
    const only = left[0]
    if (only === undefined || left.length > 1 || right.length !== 1 || right[0] !== only) return
    const message = `\`${key}\` and \`${other}\` are both \`${only}\` alone, which leaves no pair`
    const hint = suggest(
      '',
      this.#names.filter((name) => name !== only),
    )
    this.diagnostics.push(problem('no-pair', this.#span(source, [other]), message, hint))
  }

  #checkCells(source: Located, key: string, cells: readonly Cell[]): void {
    const anyKind: SelectorMeta = { kinds: null, against: null, running: false }
    const rows = new Set(cells.map(({ from }) => from))
    for (const row of rows)
      this.#checkPattern(row, anyKind, spanOfKey(this.#topology.text, source, [key, row]))
    for (const { from, to } of cells) {
      const span = spanOfKey(this.#topology.text, source, [key, from, to])
      this.#checkPattern(to, anyKind, span)
      if (from === to && this.#names.includes(from)) {
        this.diagnostics.push(
          problem('no-pair', span, `\`${from}\` does not reach itself`, 'remove this cell'),
        )
      }
    }
    const pairs = cells.reduce((sum, { from, to }) => sum + this.#size(from) * this.#size(to), 0)
    this.#count(pairs, spanOfKey(this.#topology.text, source, [key]))
    if (this.#selected <= limits.selected && resolveCells(cells, this.#names).length === 0) {
      const known = cells.every(({ from, to }) => this.#size(from) > 0 && this.#size(to) > 0 && from !== to)
      const span = spanOfKey(this.#topology.text, source, [key])
      if (known)
        this.diagnostics.push(
          problem('no-pair', span, 'the table has no pair of nodes', 'write { alice: { bob: relayed } }'),
        )
    }
  }

  /** The first time that too much is selected it is said; nothing is resolved after that. */
  #count(size: number, span: Diagnostic['span']): void {
    const before = this.#selected
    this.#selected += size
    if (before > limits.selected || this.#selected <= limits.selected) return
    const message = `the topology names more than ${limits.selected} nodes and pairs in total`
    this.diagnostics.push(problem('too-many', span, message, 'use fewer nodes or entries'))
  }

  #hint(text: string, meta: SelectorMeta): string | null {
    const group = this.#topology.nodes.find(({ name, names }) => name === text && names.length > 1)
    if (group !== undefined) {
      return `there are ${group.names.length} of it: write \`${text}-*\` for all, or \`${group.names[0]}\``
    }
    const names = this.#namesOfKind(meta)
    return names.length === 0
      ? `the topology has no ${(meta.kinds ?? ['node']).join(' or ')}`
      : suggest(text, names)
  }

  #namesOfKind({ kinds }: SelectorMeta): readonly string[] {
    return this.#nodes
      .filter(({ kind }) => kinds === null || (kind !== null && kinds.includes(kind)))
      .map(({ name }) => name)
  }

  #size(text: string): number {
    return select([text], this.#names).selected.length
  }

  #span(source: Located, path: Path) {
    return spanOfValue(this.#topology.text, source, path)
  }
}
