/** Checks selectors: patterns without a match, nodes of the wrong kind, empty pairs. */

import type * as z from 'zod'
import type { Diagnostic } from '../../../base/errors.ts'
import { problem, warning, withPlaces } from '../diagnostics/diagnose.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { factsOf } from '../faults/registry.ts'
import { nodeKindOf, nodeKinds } from '../node-kinds/registry.ts'
import { spanOfKey, spanOfValue } from '../text/locate.ts'
import { at, isMapping, type KeyPath, type Located } from '../text/located.ts'
import { dnsSchema } from '../topology/dns-schema.ts'
import { mayBeNamed, namesOf } from '../topology/layout.ts'
import { linkSchema } from '../topology/link-schema.ts'
import { asksNoRelay, type NamedNode, namedNodes, relaysNot } from '../topology/node-names.ts'
import { resolveCells } from '../topology/resolve-params.ts'
import type { Topology } from '../topology/topology.ts'
import { pairKey } from '../topology/written-pair.ts'
import type { Cell } from '../values/cells.ts'
import { type Ends, endsOf } from '../values/ends.ts'
import { limits } from '../values/limits.ts'
import { type ParameterRole, rightValue, rolesOf, rolesOfAny } from '../values/parameters.ts'
import { peerIdPattern } from '../values/peer-id.ts'
import { peerOfRelay, peersInUse } from '../values/relay-in-use.ts'
import {
  askingKinds,
  type Names,
  type NodeKind,
  namesIn,
  relayKinds,
  resolveSelector,
  type SelectorMeta,
  select,
} from '../values/selector.ts'

export function checkSelectors(topology: Topology): readonly Diagnostic[] {
  // Without nodes every name would be wrong. Another check reports the missing nodes.
  if (topology.nodes.length === 0) return []
  const checker = new SelectorChecker(topology)
  for (const { source, kind } of topology.nodes) {
    checker.check(source, kind === null ? anyKind : [nodeKindOf(kind).params])
  }
  for (const { source, keys } of topology.links) {
    checker.checkLink(source)
    if (keys !== null) checker.checkPaths(source, keys)
  }
  for (const { source } of topology.dns) checker.check(source, [dnsSchema])
  for (const { source, forms, action } of topology.timeline) {
    checker.check(source, forms)
    const links = action?.type === 'fault' ? factsOf(action.does).links : null
    if (links !== null) checker.checkPaths(source, links.ends)
  }
  return checker.diagnostics
}

const anyKind = Object.values(nodeKinds).map(({ params }) => params)

const ofNodes: SelectorMeta = {
  kinds: null,
  relaying: false,
  against: null,
  running: false,
  relayInUse: false,
  scope: 'nodes',
}

function takes(form: z.ZodObject, { key, role }: ParameterRole): boolean {
  return key in form.shape && rolesOf(form).some((one) => one.key === key && one.role === role)
}

const nouns = {
  nodes: 'node',
  machines: 'node or router',
  nats: 'router with a NAT',
  gateways: 'router with UPnP',
  names: 'name of `dns:`',
} as const

/** Words of an author who means all nodes. */
const wordsForAll = ['all', 'any', 'each', 'every', 'everyone', 'everybody', 'anyone', 'anybody']

class SelectorChecker {
  readonly diagnostics: Diagnostic[] = []
  readonly #topology: Topology
  readonly #nodes: readonly NamedNode[]
  readonly #all: Names
  readonly #names: readonly string[]
  readonly #kinds: ReadonlyMap<string, NodeKind | null>
  /** Boot-nodes and peers that do not relay. */
  readonly #idle: ReadonlySet<string>
  /** Peers that ask for no reservation. */
  readonly #mute: ReadonlySet<string>
  /** Hints for selectors without a match: a wrong name often stands in many places. */
  readonly #hints = new Map<string, string | null>()
  #selected = 0
  #isOfLinks = false

  constructor(topology: Topology) {
    this.#topology = topology
    this.#nodes = namedNodes(topology)
    this.#all = namesOf(topology)
    this.#names = this.#all.nodes
    this.#kinds = new Map(this.#nodes.map(({ name, kind }) => [name, kind]))
    this.#idle = new Set(this.#nodes.flatMap(({ name, node }) => (relaysNot(node) ? [name] : [])))
    this.#mute = new Set(this.#nodes.flatMap(({ name, node }) => (asksNoRelay(node) ? [name] : [])))
  }

  checkLink(source: Located): void {
    this.#isOfLinks = true
    this.check(source, [linkSchema])
    this.#isOfLinks = false
  }

  /** `forms`: the parameters of its kind, or of all possible kinds. */
  check(source: Located, forms: readonly z.ZodObject[]): void {
    for (const parameter of rolesOfAny(forms)) {
      if (parameter.role === 'mapping') {
        const inner = at(source, [parameter.key])
        if (inner === undefined) continue
        if (parameter.short === null || isMapping(inner)) this.check(inner, [parameter.params])
        else this.#checkShort(forms, source, parameter)
        continue
      }
      // A kind that is not known yet may give the key another meaning.
      const meant = forms.length === 1 ? forms : forms.filter((form) => takes(form, parameter))
      const value = rightValue(meant, source, parameter.key)
      if (value === null || value === undefined || this.#selected > limits.selected) continue
      if (parameter.role === 'cells') {
        this.#checkCells(source, parameter.key, value as readonly Cell[])
        continue
      }
      if (parameter.role === 'router') {
        this.#checkRouter(String(value), this.#span(source, [parameter.key]))
        continue
      }
      if (parameter.role === 'node') {
        this.#checkNode(String(value), this.#span(source, [parameter.key]))
        continue
      }
      if (parameter.role === 'selectors') {
        const groups = value as readonly (readonly string[])[]
        for (const [index, group] of groups.entries()) {
          this.#checkPatterns(source, [parameter.key, index], group, parameter.meta)
        }
        this.#checkGroups(source, parameter.key, groups)
        continue
      }
      const patterns = value as readonly string[]
      this.#checkPatterns(source, [parameter.key], patterns, parameter.meta)
      const { against } = parameter.meta
      if (against === null) continue
      const others = rightValue(forms, source, against)
      if (Array.isArray(others)) this.#checkPairs(source, parameter, patterns, others as readonly string[])
    }
  }

  /** Checks a selector that stands in place of its mapping. */
  #checkShort(
    forms: readonly z.ZodObject[],
    source: Located,
    { key, params, short }: Extract<ParameterRole, { role: 'mapping' }>,
  ): void {
    const role = rolesOf(params).find((one) => one.key === short)
    const value = rightValue(forms, source, key)
    if (role?.role !== 'selector' || typeof value !== 'object' || value === null) return
    const patterns: unknown = Reflect.get(value, role.key)
    if (Array.isArray(patterns)) this.#checkPatterns(source, [key], patterns, role.meta)
  }

  /** Each pair of names becomes a separate rule. */
  checkPaths(source: Located, ends: Ends): void {
    const { from, to } = endsOf(ends)
    const meta: SelectorMeta = { ...ofNodes, scope: 'machines' }
    const [left, right] = [from, to].map((one) => resolveSelector(one, meta, this.#all).length)
    this.#count((left ?? 0) * (right ?? 0), this.#span(source, [ends.between === null ? 'from' : 'between']))
  }

  #checkRouter(name: string, span: Diagnostic['span']): void {
    const { routers } = this.#all
    if (routers.includes(name) || mayBeNamed(this.#topology, name)) return
    const hint = routers.length === 0 ? 'the topology has no router' : suggest(name, routers)
    this.diagnostics.push(problem('unknown-router', span, `there is no router \`${name}\``, hint))
  }

  #checkNode(name: string, span: Diagnostic['span']): void {
    const isPattern = /[*?]/.test(name)
    const known = peerIdPattern.test(name) || this.#names.includes(name)
    if (known || (!isPattern && mayBeNamed(this.#topology, name))) return
    const message = isPattern
      ? `\`${name}\` is a pattern, but one name is needed here`
      : `no node matches \`${name}\``
    const hint = suggest(name, this.#names)
    this.diagnostics.push(problem('selector-without-match', span, message, hint))
  }

  #checkPatterns(source: Located, path: KeyPath, patterns: readonly string[], meta: SelectorMeta): void {
    const isList = Array.isArray(at(source, path)?.value)
    const before = new Map<string, Diagnostic['span']>()
    for (const [index, text] of patterns.entries()) {
      const span = this.#span(source, isList ? [...path, index] : path)
      this.#checkPattern(text, meta, span)
      if (before.has(text)) {
        const message = `\`${text}\` is in this list already, and counts once`
        const told = warning('named-twice', span, message, 'remove it, or write the name that you mean')
        const places = [{ span: before.get(text) ?? null, label: 'first here' }]
        this.diagnostics.push(withPlaces(told, 'again here', places))
      } else before.set(text, span)
    }
  }

  /** A machine has no path to itself. */
  #checkGroups(source: Located, key: string, groups: readonly (readonly string[])[]): void {
    const names = new Set(groups.flat())
    const [only] = names
    if (names.size !== 1 || only === undefined || /[*?]/.test(only)) return
    const message = `every group has only \`${only}\`, so there is no pair`
    this.diagnostics.push(problem('no-pair', this.#span(source, [key]), message, 'name another one, or "*"'))
  }

  #checkPattern(text: string, meta: SelectorMeta, span: Diagnostic['span']): void {
    const peer = peerOfRelay(text)
    if (peer !== null) {
      this.#checkRelayInUse(text, peer, span)
      return
    }
    const names = namesIn(this.#all, meta.scope)
    const { selected } = select([text], names)
    const kept = text === '*' && (meta.scope === 'machines' || meta.scope === 'names')
    this.#count(kept ? 1 : Math.max(selected.length, /[*?]/.test(text) ? names.length / 20 : 1), span)
    if (selected.length === 0 && !(kept && meta.scope === 'names')) {
      if (mayBeNamed(this.#topology, text)) return
      this.diagnostics.push(
        problem(
          'selector-without-match',
          span,
          `no ${nouns[meta.scope]} matches \`${text}\``,
          this.#hint(text, meta),
        ),
      )
      return
    }
    const wrong = selected.filter((name) => {
      const kind = this.#kinds.get(name) ?? null
      return kind !== null && meta.kinds !== null && !meta.kinds.includes(kind)
    })
    const first = wrong[0]
    if (meta.relaying && first === undefined) this.#checkRelays(text, selected, span)
    if (first === undefined || meta.kinds === null) return
    const wanted = meta.kinds.join(' or ')
    const possible = this.#namesOfKind(meta)
    const hint =
      possible.length === 0
        ? `the topology has no ${wanted}`
        : suggest(possible.length === 1 ? '' : text, possible)
    const kind = this.#kinds.get(first)
    const message = `\`${first}\` is a ${kind}, but a ${wanted} is needed here`
    const told = problem('wrong-node-kind', span, message, hint)
    this.diagnostics.push(withPlaces(told, 'named here', [this.#declared(first, `a ${kind}`)]))
  }

  /** The peers must exist, and be able to ask for a reservation. */
  #checkRelayInUse(text: string, peer: string, span: Diagnostic['span']): void {
    if (this.#isOfLinks) {
      const message = `\`${text}\` is known only while the run goes on, so only an entry of the timeline can name it`
      this.diagnostics.push(problem('invalid-value', span, message, 'name the relay'))
      return
    }
    this.#checkPattern(peer, { ...ofNodes, kinds: askingKinds }, span)
    const { selected } = select([peer], this.#names)
    const mute = selected.find((name) => this.#mute.has(name))
    const canAsk = selected.every((name) => this.#kinds.get(name) !== 'boot-node')
    if (mute !== undefined && canAsk) {
      const message = `\`${mute}\` asks no relay for a reservation, so \`${text}\` never names one`
      const hint = `write \`relays:\` or \`discoverRelays:\` on \`${mute}\`, or name the relay`
      this.diagnostics.push(problem('invalid-value', span, message, hint))
    }
    if (this.#namesOfKind({ ...ofNodes, kinds: relayKinds, relaying: true }).length > 0) return
    const message = `\`${text}\` is a relay, but the topology has no node that relays`
    this.diagnostics.push(problem('wrong-node-kind', span, message, 'add a boot-node'))
  }

  /** A name must be that of a relay; a pattern must match one. */
  #checkRelays(text: string, selected: readonly string[], span: Diagnostic['span']): void {
    const idle = selected.filter((name) => this.#idle.has(name))
    const [first] = idle
    if (first === undefined || idle.length < selected.length) return
    const isBoot = this.#kinds.get(first) === 'boot-node'
    const message = /[*?]/.test(text)
      ? `\`${text}\` matches no node that relays`
      : `\`${first}\` does not relay, but a relay is needed here`
    const hint = isBoot ? `remove \`relay: false\` of \`${first}\`` : `write \`relay: true\` on \`${first}\``
    const told = problem('wrong-node-kind', span, message, hint)
    this.diagnostics.push(withPlaces(told, 'named here', [this.#declared(first, 'does not relay')]))
  }

  /** The place where a node is declared. */
  #declared(name: string, label: string) {
    const node = this.#nodes.find((one) => one.name === name)?.node
    return { span: node?.source.key ?? null, label }
  }

  #checkPairs(
    source: Located,
    { key, meta }: { readonly key: string; readonly meta: SelectorMeta },
    from: readonly string[],
    to: readonly string[],
  ): void {
    // The relays that peers hold are known during the run only.
    if (peersInUse({ from, to }).length > 0) return
    const names = namesIn(this.#all, meta.scope)
    const ends = [select(from, names), select(to, names)]
    const [only, ...more] = new Set(ends.flatMap(({ selected }) => selected))
    // Another check reports names that do not exist.
    if (only === undefined || more.length > 0 || ends.some(({ unmatched }) => unmatched.length > 0)) return
    const others = this.#namesOfKind(meta).filter((name) => name !== only)
    const against = meta.against ?? key
    // `between` stands for both keys.
    const isWrittenOnce = source.children.get(key)?.key === source.children.get(against)?.key
    const message = isWrittenOnce
      ? `\`${pairKey}\` names \`${only}\` twice, so there is no pair`
      : `\`${key}\` and \`${against}\` both name only \`${only}\`, so there is no pair`
    const told = problem('no-pair', this.#span(source, [key]), message, suggest('', others))
    const places = [{ span: this.#span(source, [against]), label: 'also here' }]
    this.diagnostics.push(withPlaces(told, 'only this', places))
  }

  #checkCells(source: Located, key: string, cells: readonly Cell[]): void {
    const rows = new Set(cells.map(({ from }) => from))
    for (const row of rows)
      this.#checkPattern(row, ofNodes, spanOfKey(this.#topology.text, source, [key, row]))
    for (const { from, to } of cells) {
      const span = spanOfKey(this.#topology.text, source, [key, from, to])
      this.#checkPattern(to, ofNodes, span)
      if (from === to && this.#names.includes(from)) {
        this.diagnostics.push(
          problem('no-pair', span, `\`${from}\` has no path to itself`, 'remove this cell'),
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

  /** Reports the first selector that exceeds the limit, and resolves no selector after it. */
  #count(size: number, span: Diagnostic['span']): void {
    const before = this.#selected
    this.#selected += size
    if (before > limits.selected || this.#selected <= limits.selected) return
    const message = `the topology names more than ${limits.selected} nodes and pairs in total`
    this.diagnostics.push(problem('too-many', span, message, 'use fewer nodes or entries'))
  }

  #hint(text: string, meta: SelectorMeta): string | null {
    const key = JSON.stringify([text, meta.scope, meta.kinds, meta.relayInUse])
    const known = this.#hints.get(key)
    if (known !== undefined) return known
    const hint = this.#makeHint(text, meta)
    this.#hints.set(key, hint)
    return hint
  }

  #makeHint(text: string, meta: SelectorMeta): string | null {
    const group = this.#topology.nodes.find(({ name, names }) => name === text && names.length > 1)
    if (group !== undefined) {
      return `it is ${group.names.length} nodes: write \`${text}-*\` for all, or \`${group.names[0]}\` for one`
    }
    const names = this.#namesOfKind(meta)
    if (names.length > 0 && wordsForAll.includes(text)) return 'write "*" for all'
    const [, peer] = /^relay-of-(.+)$/.exec(text) ?? []
    if (meta.relayInUse && peer !== undefined && this.#size(peer) > 0) return `write relay-of(${peer})`
    return names.length === 0
      ? meta.scope === 'names'
        ? 'the topology has no `dns:`, which names them'
        : `the topology has no ${(meta.kinds ?? [nouns[meta.scope]]).join(' or ')}`
      : suggest(text, names)
  }

  #namesOfKind({ kinds, relaying, scope }: SelectorMeta): readonly string[] {
    if (scope !== 'nodes') return namesIn(this.#all, scope)
    return this.#nodes
      .filter(({ kind }) => kinds === null || kind === null || kinds.includes(kind))
      .filter(({ name }) => !relaying || !this.#idle.has(name))
      .map(({ name }) => name)
  }

  #size(text: string): number {
    return select([text], this.#names).selected.length
  }

  #span(source: Located, path: KeyPath) {
    return spanOfValue(this.#topology.text, source, path)
  }
}
