/** The name server of the internet. It knows the names of the topology. */

import { Stack } from '../../../../base/layers.ts'
import {
  decodeQuestion,
  encodeNames,
  type NameOutcome,
  type NameQuestion,
  type NameRecords,
  nameServer,
  plainName,
} from '../../../../protocol/names.ts'
import type { Endpoint, Op } from '../../../../protocol/wire.ts'
import type { Program } from '../kernel/state.ts'
import { datagramOf, type ServiceKernel } from './service.ts'

/** A change of the answers for some names. */
export interface NameRule {
  /** Names of the topology, also with `_dnsaddr.` before them; `*` is every name. */
  readonly names: readonly string[]
  /** `true`: as it is; `silence`: none. */
  readonly answer: 'true' | 'silence' | 'servfail' | 'nxdomain'
  /** Milliseconds by which answers are late. */
  readonly delay: number
  /** The addresses of the answers; null: the true ones. */
  readonly addresses: readonly string[] | null
  /** The multiaddrs of the answers for `_dnsaddr.`; null: the true ones. */
  readonly multiaddrs: readonly string[] | null
  /** Number of questions that met the rule. */
  met: number
}

export class NameServer implements Program {
  readonly #kernel: ServiceKernel
  readonly #socket: number
  readonly #records: ReadonlyMap<string, NameRecords>
  readonly #rules = new Stack<NameRule, null>()

  constructor(kernel: ServiceKernel, records: readonly NameRecords[]) {
    this.#kernel = kernel
    this.#records = new Map(records.map((each) => [plainName(each.name), each]))
    this.#socket = kernel.bind(nameServer.port)
  }

  /** Adds a rule. Returns the function that removes it, and returns false when it was gone already. */
  addRule(rule: NameRule): () => boolean {
    const end = this.#rules.add(rule, null)
    return () => end().kind !== 'gone'
  }

  receive(frameOp: Op, _id: number, payload: Uint8Array, now: number): void {
    const datagram = datagramOf(frameOp, payload)
    const question = datagram === null ? null : decodeQuestion(datagram.bytes)
    if (datagram === null || question === null) return
    const name = plainName(question.name)
    const rule = this.#rules.states.findLast(
      ({ names }) => names.includes('*') || names.includes(name.replace(/^_dnsaddr\./, '')),
    )
    if (rule !== undefined) rule.met += 1
    if (rule?.answer === 'silence') return
    const answer = () => this.#answer(question, datagram.peer, rule)
    if (rule === undefined || rule.delay === 0) answer()(now)
    else this.#kernel.at(now + rule.delay, answer())
  }

  #answer({ id, name, type }: NameQuestion, to: Endpoint, rule: NameRule | undefined) {
    const found = this.#find(plainName(name), type, rule)
    const bytes = encodeNames({ id, ...found })
    return (now: number) => this.#kernel.sendDatagram(this.#socket, to, bytes, now)
  }

  #find(
    name: string,
    type: string,
    rule: NameRule | undefined,
  ): { readonly outcome: NameOutcome; readonly records: readonly string[] } {
    if (rule?.answer === 'servfail') return { outcome: 'SERVFAIL', records: [] }
    const isList = name.startsWith('_dnsaddr.')
    const wrong = isList ? null : (rule?.addresses ?? null)
    const listed = isList ? (rule?.multiaddrs ?? null) : null
    const entry = this.#records.get(name)
    const isUnknown = entry === undefined && wrong === null && listed === null
    if (rule?.answer === 'nxdomain' || isUnknown) return { outcome: 'NXDOMAIN', records: [] }
    const a = wrong?.filter((address) => !address.includes(':')) ?? entry?.a ?? []
    const aaaa = wrong?.filter((address) => address.includes(':')) ?? entry?.aaaa ?? []
    const txt = listed?.map((multiaddr) => `dnsaddr=${multiaddr}`) ?? entry?.txt ?? []
    const byType: Readonly<Record<string, readonly string[]>> = { A: a, AAAA: aaaa, TXT: txt }
    const records = byType[type] ?? []
    return { outcome: records.length > 0 ? 'NOERROR' : 'NODATA', records }
  }
}
