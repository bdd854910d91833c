/**
 * A plan for people who read it before a run: as a graph (graph.ts, drawn by mermaid.ts and dot.ts) and in sentences
 * (explain-plan.ts).
 */
import type { LinkPlan, NodePlan, Plan, RouterPlan } from '../../language/plan/plan.ts'
import { describeQualities } from '../../language/values/link-quality.ts'
import { describeNat } from '../../language/values/nat.ts'

/** The machines of a plan and the connections between them, independent of any drawing. */
export interface Graph {
  readonly vertices: readonly Vertex[]
  readonly edges: readonly Edge[]
}

export interface Vertex {
  /** Unique, of letters, digits and `_`. */
  readonly id: string
  readonly shape: 'internet' | 'router' | NodePlan['kind']
  /** Its name and its properties. */
  readonly lines: readonly string[]
}

export interface Edge {
  readonly from: string
  readonly to: string
  /**
   * `cable` leads to the router or the internet; `link` has the qualities of a path; the others are the node's own
   * settings.
   */
  readonly kind: 'cable' | 'link' | 'relay' | 'connect'
  readonly oneWay: boolean
  readonly label: string
}

const internet = 'internet'

export function graphOf({ fabric, nodes, routers, links }: Plan): Graph {
  const usual = links.filter(isUsual).map(describeLink)
  const what = fabric === 'host' ? ['127.0.0.1'] : ['internet', ...usual]
  const idOf = (name: string) => {
    if (name === '*') return internet
    return nodes.some((node) => node.name === name) ? nodeId(name) : routerId(name)
  }
  return {
    vertices: [
      { id: internet, shape: 'internet', lines: what },
      ...routers.map(
        (router): Vertex => ({ id: routerId(router.name), shape: 'router', lines: describeRouter(router) }),
      ),
      ...nodes.map(
        (node): Vertex => ({ id: nodeId(node.name), shape: node.kind, lines: describeNode(node) }),
      ),
    ],
    edges: [
      ...routers.map(({ name, behind }) => cable(routerId(name), behind)),
      ...nodes.map(({ name, router }) => cable(nodeId(name), router)),
      ...links
        .filter((link) => !isUsual(link))
        .map(
          (link): Edge => ({
            from: idOf(link.from),
            to: idOf(link.to),
            kind: 'link',
            oneWay: link.oneWay,
            label: describeLink(link),
          }),
        ),
      ...nodes.flatMap(wishesOf),
    ],
  }
}

function cable(from: string, router: string | null): Edge {
  return {
    from: router === null ? internet : routerId(router),
    to: from,
    kind: 'cable',
    oneWay: false,
    label: '',
  }
}

/** The reservations and connections that a node is configured to keep. */
function wishesOf(node: NodePlan): readonly Edge[] {
  if (node.kind !== 'peer') return []
  const edge = (kind: 'relay' | 'connect', label: string) => (to: string) =>
    ({ from: nodeId(node.name), to: nodeId(to), kind, oneWay: true, label }) as const
  return [
    ...node.relays.map(edge('relay', 'reservation')),
    ...node.connect.map(edge('connect', node.connectOnce ? 'dials once' : 'dials')),
  ]
}

function isUsual({ from, to }: LinkPlan): boolean {
  return from === '*' && to === '*'
}

function describeLink(link: LinkPlan): string {
  return describeQualities(link)
}

function describeRouter({ name, nat, upnp, addresses }: RouterPlan): readonly string[] {
  const kind = nat === null ? 'no NAT' : describeNat(nat).replace(/^an? /, '')
  return [name, upnp ? `${kind}, UPnP` : kind, ...addresses]
}

function describeNode({ name, kind, addresses, libp2p }: NodePlan): readonly string[] {
  return [name, libp2p === 'current' ? kind : `${kind}, libp2p ${libp2p}`, ...addresses]
}

function nodeId(name: string): string {
  return `node_${name.replaceAll('-', '_')}`
}

function routerId(name: string): string {
  return `router_${name.replaceAll('-', '_')}`
}
