import type { NatBelief } from '../../expectations/nat-beliefs.ts'
import { keyOf, type ProbeEvent } from '../../expectations/pairs.ts'
import { countUpTo } from './count-up-to.ts'
import type {
  ConnectionSpan,
  LifeSpan,
  Moment,
  NodeModel,
  ReportModel,
  ReservationSpan,
  Span,
} from './report-model.ts'

export interface NodeState {
  readonly name: string
  readonly kind: NodeModel['kind']
  /** null: it has not been started yet. */
  readonly life: LifeSpan | null
  readonly addresses: readonly string[]
  readonly reservations: readonly ReservationSpan[]
  readonly connections: readonly ConnectionSpan[]
  readonly nat: NatBelief | null
}

export interface RunState {
  readonly nodes: readonly NodeState[]
  /** The latest answer about `from` and `to`, or null when they have not been asked by then. */
  readonly probe: (from: string, to: string) => ProbeEvent | null
}

/** What was so right after the event number `n`. */
export function stateAt({ nodes, probes }: ReportModel, n: number): RunState {
  return {
    nodes: nodes.map((node) => ({
      name: node.name,
      kind: node.kind,
      life: node.life.find((span) => covers(span, n)) ?? null,
      addresses: latest(node.addresses, n)?.value ?? [],
      reservations: node.reservations.filter((span) => covers(span, n)),
      connections: node.connections.filter((span) => covers(span, n)),
      nat: latest(node.nat, n)?.value ?? null,
    })),
    probe: (from, to) => latest(probes.get(keyOf({ from, to })) ?? [], n),
  }
}

/** The last of the moments up to event `n`. */
export function latest<T extends Pick<Moment, 'n'>>(moments: readonly T[], n: number): T | null {
  return moments[countUpTo(moments, n, (moment) => moment.n) - 1] ?? null
}

function covers({ from, to }: Span, n: number): boolean {
  return from.n <= n && (to === null || n < to.n)
}
