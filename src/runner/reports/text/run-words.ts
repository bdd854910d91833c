import type { EventBody } from '../../../events/event.ts'
import type { NodePlan } from '../../language/plan/plan.ts'
import { escapeTerminal } from './escape-terminal.ts'
import { formatApplied, formatEvent, formatUndone } from './format-event.ts'

/** An Ed25519 peer id, as base58 text. */
const peerId = /^12D3KooW[1-9A-HJ-NP-Za-km-z]{44}$/

/** Names for the words of a run, as plain JSON. */
export interface Vocabulary {
  /** Peer id -> name of its node. */
  readonly names: Readonly<Record<string, string>>
  /** Entry of a fault -> its effect, in one sentence. */
  readonly faults?: Readonly<Record<string, string>>
  /** Entry of an expectation -> what it expects, in one sentence. */
  readonly expectations?: Readonly<Record<string, string>>
}

/**
 * Tells the events of one run in its own words: names of nodes instead of peer ids, faults by their effect, and
 * expectations by what they expect.
 */
export class RunWords {
  readonly #names: ReadonlyMap<string, string>
  readonly #faults: ReadonlyMap<string, string>
  readonly #expectations: ReadonlyMap<string, string>
  readonly #longest: number | undefined

  /** Texts longer than `longest` are cut. */
  constructor({ names, faults = {}, expectations = {} }: Vocabulary, longest?: number) {
    this.#names = new Map(Object.entries(names))
    this.#faults = new Map(Object.entries(faults))
    this.#expectations = new Map(Object.entries(expectations))
    this.#longest = longest
  }

  /** Replaces peer ids with names (`…/p2p/boot/p2p-circuit`). An unknown peer id is shortened to its two ends. */
  name(text: string): string {
    return text.replace(
      /[\w-]{8,}/g,
      (word) => this.#names.get(word) ?? (peerId.test(word) ? short(word) : word),
    )
  }

  /** Returns text of a run as one printable line, with names. */
  clean(text: string): string {
    return escapeTerminal(this.name(text), this.#longest)
  }

  /** The effect of an entry's fault in one sentence; null when the entry is not a fault. */
  fault(entry: string | null): string | null {
    return entry === null ? null : (this.#faults.get(entry) ?? null)
  }

  tell(event: EventBody): string {
    const entry = this.#describeEntry(event)
    return entry === null ? formatEvent(event, (text) => this.name(text)) : this.clean(entry)
  }

  #describeEntry(event: EventBody): string | null {
    switch (event.kind) {
      case 'fault-started':
      case 'fault-applied':
      case 'fault-reverted':
      case 'fault-failed': {
        const what = this.#faults.get(event.entry)
        return what === undefined ? null : describeFault(event, what)
      }
      case 'expectation-started':
      case 'expectation-ended': {
        const what = this.#expectations.get(event.entry)
        return what === undefined ? null : describeExpectation(event, what)
      }
      default:
        return null
    }
  }
}

type FaultEvent = Extract<
  EventBody,
  { kind: 'fault-started' | 'fault-applied' | 'fault-reverted' | 'fault-failed' }
>

function describeFault(event: FaultEvent, what: string): string {
  switch (event.kind) {
    case 'fault-started':
      return `fault begins: ${what}`
    case 'fault-applied':
      return `fault: ${what} (${formatApplied(event.changes)})`
    case 'fault-reverted':
      return `fault undone: ${what}${formatUndone(event.changes)}`
    case 'fault-failed':
      return `fault failed: ${what}: ${event.reason}`
    default:
      return event satisfies never
  }
}

type ExpectationEvent = Extract<EventBody, { kind: 'expectation-started' | 'expectation-ended' }>

const expectationEnds = {
  settled: 'expectation is settled',
  deadline: 'expectation ends at its deadline',
  'run-ended': 'expectation ends with the run',
  interrupted: 'expectation is interrupted',
} as const satisfies Record<Extract<EventBody, { kind: 'expectation-ended' }>['cause'], string>

function describeExpectation(event: ExpectationEvent, what: string): string {
  const does = event.kind === 'expectation-started' ? 'expectation begins' : expectationEnds[event.cause]
  return `${does}: ${what}`
}

/** Peer id -> name. */
export function namesByPeerId(
  nodes: readonly Pick<NodePlan, 'peerId' | 'name'>[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(nodes.map(({ peerId: id, name }) => [id, name]))
}

function short(id: string): string {
  return `${id.slice(0, 4)}…${id.slice(-5)}`
}
