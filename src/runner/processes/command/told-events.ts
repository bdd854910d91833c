/** Events that lines of a program's output tell, by the rules of `tells`. */
import type { NodeEvent, RelayStatus, SaidEvent } from '../../../events/event.ts'
import { Pattern } from '../../language/values/pattern.ts'
import { peerIdInText } from '../../language/values/peer-id.ts'
import {
  fieldValue,
  impliedStatus,
  type Tell,
  type ToldEventKind,
  toldKinds,
} from '../../language/values/tells.ts'

export interface ToldNames {
  /** Peer id -> name of the node. */
  readonly names: Readonly<Record<string, string>>
  /** Peer ids of topo's own probes. Their connections are no news. */
  readonly probers: ReadonlySet<string>
}

type ToldFields = ReadonlyMap<string, string | boolean>

interface TellRule extends Tell {
  readonly compiled: Pattern
}

/** The memory of one process: its open connections and held reservations, as far as it has told. */
export class ToldEvents {
  readonly #rules: readonly TellRule[]
  readonly #names: ToldNames
  readonly #held = new Set<string>()
  /** Connections by peer, the oldest first. */
  readonly #open = new Map<string, Extract<NodeEvent, { kind: 'connection-closed' }>[]>()
  /** Rules whose line had a value that no such event has. */
  readonly #mistaken = new Set<TellRule>()
  #connections = 0

  constructor(tells: readonly Tell[], names: ToldNames) {
    this.#rules = tells.map((tell) => ({ ...tell, compiled: new Pattern(tell.pattern) }))
    this.#names = names
  }

  /** Returns the events that the line tells, in the order of the rules. */
  take(line: string): readonly SaidEvent[] {
    return this.#rules.flatMap((rule) => {
      const groups = rule.compiled.namedGroups(line)
      if (groups === null) return []
      const given = new Map([...Object.entries(rule.with), ...groups])
      const fields = new Map<string, string | boolean>()
      for (const [name, text] of given) {
        const value = fieldValue(rule.event, name, String(text))
        if (value === null) return this.#mistake(rule, `"${text}" is no ${name} of ${rule.event}`)
        fields.set(name, value)
      }
      // A group may take no part in a line, or be empty.
      const untold = toldKinds[rule.event].required.find((name) => (fields.get(name) ?? '') === '')
      if (untold !== undefined) return this.#mistake(rule, `the line tells no ${untold}`)
      const event = this.#event(rule.event, fields, line)
      return event === null ? [] : [event]
    })
  }

  /** A note, once for each rule. */
  #mistake(rule: TellRule, what: string): readonly SaidEvent[] {
    if (this.#mistaken.has(rule)) return []
    this.#mistaken.add(rule)
    return [{ kind: 'note', text: `\`tells\` ${rule.compiled} found a line, but ${what}` }]
  }

  /** null: it is about a connection of topo's own, or about none that is known. */
  #event(event: ToldEventKind, fields: ToldFields, line: string): SaidEvent | null {
    const text = (name: string) => String(fields.get(name) ?? '')
    const isTopo = ['peer', 'source', 'destination'].some((name) =>
      (text(name).match(peerIdInText) ?? []).some((id) => this.#names.probers.has(id)),
    )
    if (isTopo) return null
    switch (event) {
      case 'reservation-made':
        return this.#made(this.#peer(text('relay'), true), fields.get('renewal'))
      case 'reservation-failed':
        return {
          kind: event,
          relay: this.#peer(text('relay'), true),
          reason: text('reason') || shortened(line),
        }
      case 'reservation-lost': {
        const relay = this.#peer(text('relay'), true)
        this.#held.delete(relay)
        return { kind: event, relay, reason: text('reason') || shortened(line) }
      }
      case 'relay-reservation': {
        const outcome = text('outcome') as Extract<NodeEvent, { kind: typeof event }>['outcome']
        const status = statusOf(text('status'), outcome)
        return { kind: event, peer: this.#peer(text('peer')), outcome, ...status, byFault: false }
      }
      case 'relay-circuit': {
        const outcome = text('outcome') as Extract<NodeEvent, { kind: typeof event }>['outcome']
        const reason = fields.get('reason') as Extract<NodeEvent, { kind: typeof event }>['reason']
        return {
          kind: event,
          source: this.#peer(text('source')),
          destination: this.#peer(text('destination')),
          outcome,
          ...statusOf(text('status'), outcome),
          ...(reason !== undefined && { reason }),
        }
      }
      case 'connection-opened':
        return this.#opened(this.#peer(text('peer')), text('address'), fields.get('direction'))
      case 'connection-closed':
        return this.#open.get(this.#peer(text('peer')))?.shift() ?? null
      case 'nat-status': {
        const status = text('status') as Extract<NodeEvent, { kind: typeof event }>['status']
        return { kind: event, status, address: text('address') }
      }
    }
  }

  #made(relay: string, told: string | boolean | undefined): SaidEvent {
    const renewal = typeof told === 'boolean' ? told : this.#held.has(relay)
    this.#held.add(relay)
    return { kind: 'reservation-made', relay, renewal }
  }

  #opened(peer: string, address: string, direction: string | boolean | undefined): SaidEvent {
    this.#connections += 1
    const connection = `c${this.#connections}`
    const isRelayed = address.includes('/p2p-circuit')
    const path = isRelayed
      ? ({ kind: 'relayed', relay: this.#peer(address, true) } as const)
      : ({ kind: 'direct' } as const)
    const open = this.#open.get(peer) ?? []
    this.#open.set(peer, open)
    open.push({ kind: 'connection-closed', connection, peer, path })
    return {
      kind: 'connection-opened',
      connection,
      peer,
      ...((direction === 'inbound' || direction === 'outbound') && { direction }),
      path,
      address,
    }
  }

  /**
   * The node of a text with a peer id, such as a multiaddr. In a relayed multiaddr, the relay is before `p2p-circuit`, and
   * the peer is last.
   */
  #peer(text: string, isRelay = false): string {
    const [before = ''] = text.split('/p2p-circuit')
    const ids = (isRelay ? before : text).match(peerIdInText)
    const id = ids?.at(-1) ?? text
    return Object.hasOwn(this.#names.names, id) ? (this.#names.names[id] ?? id) : id
  }
}

function statusOf(told: string, outcome: string): { readonly status?: RelayStatus } {
  const status = told === '' ? impliedStatus(outcome) : (told as RelayStatus)
  return status === undefined ? {} : { status }
}

function shortened(line: string): string {
  return line.trim().slice(0, 200)
}
