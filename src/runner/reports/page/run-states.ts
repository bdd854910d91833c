import type { NatBelief } from '../../language/expectations/nat-beliefs.ts'
import { countUpTo } from './count-up-to.ts'
import type {
  ConnectionSpan,
  LifeSpan,
  Moment,
  NodeModel,
  ReportModel,
  ReservationSpan,
} from './report-model.ts'
import { SpanIndex } from './span-index.ts'

export interface NodeState {
  readonly name: string
  readonly kind: NodeModel['kind']
  /** null before its first start. */
  readonly life: LifeSpan | null
  readonly addresses: readonly string[]
  readonly reservations: readonly ReservationSpan[]
  readonly connections: readonly ConnectionSpan[]
  readonly nat: NatBelief | null
}

/** The state of all nodes at any moment of a run. */
export class RunStates {
  readonly #nodes: readonly NodeStates[]
  #last: { readonly n: number; readonly states: readonly NodeState[] } | null = null

  constructor({ nodes }: ReportModel) {
    this.#nodes = nodes.map((node) => new NodeStates(node))
  }

  /** The nodes right after event `n`. The last result is kept, because several parts of a page ask for it. */
  at(n: number): readonly NodeState[] {
    if (this.#last?.n !== n) this.#last = { n, states: this.#nodes.map((node) => node.at(n)) }
    return this.#last.states
  }
}

class NodeStates {
  readonly #node: NodeModel
  readonly #life: SpanIndex<LifeSpan>
  readonly #reservations: SpanIndex<ReservationSpan>
  readonly #connections: SpanIndex<ConnectionSpan>

  constructor(node: NodeModel) {
    this.#node = node
    this.#life = new SpanIndex(node.life)
    this.#reservations = new SpanIndex(node.reservations)
    this.#connections = new SpanIndex(node.connections)
  }

  at(n: number): NodeState {
    const { name, kind, addresses, nat } = this.#node
    return {
      name,
      kind,
      life: this.#life.at(n)[0] ?? null,
      addresses: latest(addresses, n)?.value ?? nothing,
      reservations: this.#reservations.at(n),
      connections: this.#connections.at(n),
      nat: latest(nat, n)?.value ?? null,
    }
  }
}

const nothing: readonly string[] = []

/** The last of the moments up to event `n`. */
export function latest<T extends Pick<Moment, 'n'>>(moments: readonly T[], n: number): T | null {
  return moments[countUpTo(moments, n, (moment) => moment.n) - 1] ?? null
}
