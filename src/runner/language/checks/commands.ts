// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of commands
/** Checks nodes of kind `command`: impossible faults and expectations, and placeholders without a value. */

import type { Diagnostic } from '../../../base/errors.ts'
import { identityOf } from '../../../base/identity.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { suggest } from '../diagnostics/suggest.ts'
import type { Teller } from '../expectations/expectation.ts'
import { expectationOf } from '../expectations/registry.ts'
import { canTell } from '../expectations/telling.ts'
import { reportingOf } from '../expectations/telling-of.ts'
import { faultOf } from '../faults/registry.ts'
import { spanOfKey, spanOfValue } from '../text/locate.ts'
import { at } from '../text/located.ts'
import { mayBeNamed } from '../topology/layout.ts'
import { namedNodes } from '../topology/node-names.ts'
import type { EntryAction, Topology, TopologyNode } from '../topology/topology.ts'
import { placeholderOf, placeholdersIn, simplePlaceholders } from '../values/placeholders.ts'
import { select } from '../values/selector.ts'
import { toldKinds } from '../values/tells.ts'

export function checkCommands(topology: Topology): readonly Diagnostic[] {
  const commands = topology.nodes.filter(({ kind }) => kind === 'command')
  return [
    ...commands.flatMap((node) => [
      ...checkWorld(topology, node),
      ...checkRelease(topology, node),
      ...checkPlaceholders(topology, node),
    ]),
    ...checkSilence(topology),
  ]
}

function checkWorld({ text, header }: Topology, { source }: TopologyNode): readonly Diagnostic[] {
  if (header === null || header.fabric !== 'virtual') return []
  const message = 'a program runs in real time on the network of a kernel, so fabric virtual cannot run it'
  const span = spanOfValue(text, source, ['kind'])
  return [
    problem(
      'unsupported-by-fabric',
      span,
      message,
      'it needs `fabric: netns` (network namespaces, with NATs) or `fabric: host` (127.0.0.1)',
    ),
  ]
}

function checkRelease({ text }: Topology, { source }: TopologyNode): readonly Diagnostic[] {
  if (!source.children.has('libp2p')) return []
  const message = 'a program brings its own libp2p'
  return [problem('conflicting-keys', spanOfKey(text, source, ['libp2p']), message, 'remove `libp2p`')]
}

function checkPlaceholders(topology: Topology, node: TopologyNode): readonly Diagnostic[] {
  const { text } = topology
  const { source } = node
  const templates = ['command', 'env', 'multiaddr'].flatMap((key) => {
    const given = at(source, [key])
    const items = [...(given?.children ?? [])].map(([item, { value }]) => [[key, item], value] as const)
    return [[[key], given?.value] as const, ...items]
  })
  const used = templates.flatMap(([path, template]) =>
    (typeof template === 'string' ? placeholdersIn(template) : []).map((placeholder) => ({
      path,
      placeholder,
    })),
  )
  return [
    ...used.flatMap(({ path, placeholder }) => {
      const wrong = explain(placeholder, topology, node)
      return wrong === null ? [] : [problem('invalid-value', spanOfValue(text, source, path), ...wrong)]
    }),
    ...(used.some(({ placeholder }) => placeholder === 'keyFile') ? checkOwnPeerId(topology, node) : []),
  ]
}

/** A program that takes its key from topo has the peer id that follows from it. */
function checkOwnPeerId({ text, header }: Topology, { source, names }: TopologyNode): readonly Diagnostic[] {
  const own = at(source, ['peerId'])?.value
  if (own === undefined || header === null) return []
  const ids = names.map((name) => identityOf(header.seed, name).peerId)
  if (ids.length === 1 && ids[0] === own) return []
  const message = '`${keyFile}` has the key of another peer id than `peerId`'
  return [
    problem(
      'conflicting-keys',
      spanOfKey(text, source, ['peerId']),
      message,
      'remove `peerId`, or `${keyFile}`',
    ),
  ]
}

/** Returns null if the placeholder has a value. */
function explain(
  text: string,
  topology: Topology,
  node: TopologyNode,
): [message: string, hint: string | null] | null {
  const found = placeholderOf(text)
  const simple = [...Object.keys(simplePlaceholders), 'relay.boot']
  if (found === null) return [`there is no placeholder \`\${${text}}\``, suggest(text, simple)]
  if (found.name !== 'relay') return null
  const others = namedNodes(topology).filter((other) => other.node !== node)
  if (others.some(({ name }) => name === found.node) || mayBeNamed(topology, found.node)) return null
  const names = others.map(({ name }) => name)
  return [
    `\`\${${text}}\` is the multiaddr of another node, but no node has this name`,
    suggest(found.node, names),
  ]
}

/** The nodes that must report events to topo or obey its commands, by parameter. */
function tellersOf({ type, does }: EntryAction): readonly Teller[] {
  if (type === 'expectation') return expectationOf(does.kind).tellers(does.params)
  const given = new Map<string, unknown>(Object.entries(does.params))
  return faultOf(does.kind).asks.flatMap((parameter) => {
    const nodes = given.get(parameter)
    return Array.isArray(nodes) ? [{ parameter, nodes }] : []
  })
}

/** A program without the agent protocol reports nothing, so no entry may depend on its reports. */
function checkSilence(topology: Topology): readonly Diagnostic[] {
  const { text, timeline } = topology
  const all = namedNodes(topology)
  const programs = new Map(
    all.flatMap(({ name, node: { settings } }) =>
      settings?.kind === 'command' ? [[name, settings.params] as const] : [],
    ),
  )
  const names = all.map(({ name }) => name)
  const silentIn = ({ nodes, events = [], by = 'reports' }: Omit<Teller, 'parameter'>) =>
    select(nodes, names).selected.find((name) => {
      const params = programs.get(name)
      if (params === undefined) return false
      if (by === 'findMetrics') return params.findMetrics.length === 0
      return !canTell(reportingOf({ kind: 'command', ...params }), ...events.map((of) => ({ of })))
    })
  return timeline.flatMap(({ source, action }) => {
    if (action === null) return []
    return tellersOf(action).flatMap((teller) => {
      const found = silentIn(teller)
      const other = teller.orElse === undefined ? undefined : silentIn(teller.orElse)
      if (found === undefined || (teller.orElse !== undefined && other === undefined)) return []
      const span = spanOfValue(text, source, [teller.parameter])
      return [problem('wrong-node-kind', span, ...explainSilence(found, other, teller))]
    })
  })
}

function explainSilence(
  name: string,
  other: string | undefined,
  { instead, events, by }: Teller,
): [message: string, hint: string] {
  if (by === 'findMetrics')
    return [
      `topo does not know where \`${name}\` serves metrics`,
      `give \`${name}\` a pattern that finds the place in its output: \`findMetrics: "metrics on (\\\\S+)"\`, or write the \`port\``,
    ]
  const event = events?.find((one) => one in toldKinds)
  const tells = event === undefined ? '' : `, or give it \`tells\` with the event ${event}`
  if (other !== undefined)
    return [
      `neither \`${name}\` nor \`${other}\` speaks the agent protocol: nobody tells topo of this`,
      `let one of them speak it: \`agent: true\`${tells}`,
    ]
  return [
    `\`${name}\` does not speak the agent protocol: it reports nothing to topo, and topo cannot ask it`,
    instead === undefined
      ? `check this at the other node, or let the program speak the protocol: \`agent: true\`${tells}`
      : `use the reports of the other node: ${instead}${tells}`,
  ]
}
