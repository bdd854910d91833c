import type { EventKind, TopoEvent } from '../../../../events/event.ts'
import { namedIn } from '../../text/concerned-nodes.ts'
import { formatEvent } from '../../text/format-event.ts'
import type { RunWords } from '../../text/run-words.ts'

/** Groups of events that the filter can hide. */
export const groups = {
  run: 'Run',
  nodes: 'Nodes',
  connections: 'Connections',
  addresses: 'Addresses',
  reservations: 'Reservations',
  circuits: 'Circuits',
  rendezvous: 'Rendezvous',
  kademlia: 'Kademlia',
  faults: 'Faults',
  expectations: 'Expectations',
  probes: 'Probes',
  output: 'Output',
} as const

export type Group = keyof typeof groups

const groupOf: Readonly<Record<EventKind, Group>> = {
  'run-started': 'run',
  'run-ended': 'run',
  'machine-stalled': 'run',
  'loopback-ignored': 'nodes',
  'node-starting': 'nodes',
  'node-ready': 'nodes',
  'node-failed': 'nodes',
  'node-exited': 'nodes',
  'node-paused': 'nodes',
  'node-resumed': 'nodes',
  addresses: 'addresses',
  'connection-opened': 'connections',
  'connection-closed': 'connections',
  'reservation-made': 'reservations',
  'reservation-failed': 'reservations',
  'reservation-lost': 'reservations',
  'recovery-attempt': 'reservations',
  'relay-reservation': 'reservations',
  'relay-circuit': 'circuits',
  'relay-unobserved': 'circuits',
  'rendezvous-registered': 'rendezvous',
  'rendezvous-discovered': 'rendezvous',
  'rendezvous-failed': 'rendezvous',
  'rendezvous-registration': 'rendezvous',
  'rendezvous-unobserved': 'rendezvous',
  'kademlia-peer': 'kademlia',
  'nat-status': 'addresses',
  note: 'output',
  'port-lease': 'addresses',
  'fault-started': 'faults',
  'fault-applied': 'faults',
  'fault-reverted': 'faults',
  'fault-failed': 'faults',
  'expectation-started': 'expectations',
  'relay-in-use': 'expectations',
  'expectation-ended': 'expectations',
  probe: 'probes',
  ping: 'probes',
  metric: 'probes',
  transfer: 'probes',
  resource: 'probes',
  identify: 'probes',
  'log-matched': 'output',
  'log-missed': 'output',
}

export function groupOfEvent({ kind }: TopoEvent): Group {
  return groupOf[kind]
}

export interface EventFilter {
  readonly text: string
  readonly node: string | null
  readonly hidden: ReadonlySet<Group>
}

/** Finds events by their text. Texts are made on demand, because few are ever read. */
export class EventIndex {
  readonly #events: readonly TopoEvent[]
  readonly #words: RunWords
  readonly #texts: string[] = []

  constructor(events: readonly TopoEvent[], words: RunWords) {
    this.#events = events
    this.#words = words
  }

  /** Prepares more of the search. Returns true while there is more to do. */
  prepare(count: number): boolean {
    const end = Math.min(this.#events.length, this.#texts.length + count)
    for (let at = this.#texts.length; at < end; at++) {
      const event = this.#events[at]
      if (event !== undefined) this.#texts.push(this.#textOf(event))
    }
    return end < this.#events.length
  }

  /** Returns the events with all words of the text, in order. */
  find({ text, node, hidden }: EventFilter): readonly TopoEvent[] {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean)
    if (words.length === 0 && node === null && hidden.size === 0) return this.#events
    if (words.length > 0) this.prepare(this.#events.length)
    return this.#events.filter((event, at) => {
      if (hidden.has(groupOf[event.kind])) return false
      if (node !== null && !namedIn(event).includes(node)) return false
      const own = words.length === 0 ? '' : (this.#texts[at] ?? '')
      return words.every((word) => own.includes(word))
    })
  }

  /** The text of an event, with names and with the peer ids that node logs have. */
  #textOf(event: TopoEvent): string {
    const told = this.#words.tell(event)
    const raw = formatEvent(event)
    return `${event.kind} ${told}${raw === told ? '' : ` ${raw}`}`.toLowerCase()
  }
}
