/** Questions to the name server, by UDP over the virtual network. */
import { decodeAnswer, encodeNames, type NameAnswer, nameServer } from '../../../protocol/names.ts'
import type { Endpoint } from '../../../protocol/wire.ts'
import type { UdpEnd, UdpSockets } from './udp-sockets.ts'

/** Times to wait for an answer, in milliseconds, one for each time that the question is sent. */
export type Waits = readonly number[]

/** The answer, or the reason for none. */
type Result = NameAnswer | 'timeout' | 'refused'

export class NameQueries {
  readonly #sockets: UdpSockets
  #lastId = 0

  constructor(sockets: UdpSockets) {
    this.#sockets = sockets
  }

  /** Asks for the records of a name. Returns the function that gives up. */
  ask(name: string, type: string, waits: Waits, done: (result: Result) => void): () => void {
    const query = new Query(this.#sockets, { id: ++this.#lastId, name, type }, waits, done)
    query.start()
    return () => query.stop()
  }
}

/** The socket of one question. */
class Query implements UdpEnd {
  local: Endpoint | null = null
  remote: Endpoint | null = nameServer
  readonly ipv6Only = false
  readonly reuse = false
  readonly broadcast = false
  readonly isIPv6 = false
  readonly multicastInterface = null
  readonly multicastLoopback = false
  readonly multicastHops = 1
  readonly #sockets: UdpSockets
  readonly #question: { readonly id: number; readonly name: string; readonly type: string }
  readonly #waits: number[]
  readonly #done: (result: Result) => void
  #socket = 0
  #timer: NodeJS.Timeout | undefined

  constructor(
    sockets: UdpSockets,
    question: { readonly id: number; readonly name: string; readonly type: string },
    waits: Waits,
    done: (result: Result) => void,
  ) {
    this.#sockets = sockets
    this.#question = question
    this.#waits = [...waits]
    this.#done = done
  }

  start(): void {
    const local = this.#sockets.choose(this, { address: '0.0.0.0', port: 0 })
    if (typeof local === 'string') {
      this.#sockets.later(() => this.#done('refused'))
      return
    }
    this.local = local
    this.#socket = this.#sockets.add(this)
    this.#send('timeout')
  }

  stop(): void {
    clearTimeout(this.#timer)
    if (this.local !== null) this.#sockets.remove(this.#socket)
    this.local = null
  }

  /** Sends the question again. `failure`: the result when there is no time left. */
  #send(failure: 'timeout' | 'refused'): void {
    clearTimeout(this.#timer)
    const wait = this.#waits.shift()
    if (wait === undefined) {
      this.#finish(failure)
      return
    }
    const error = this.#sockets.send(this.#socket, this, nameServer, encodeNames(this.#question))
    if (error !== undefined) this.#sockets.later(() => this.#finish('refused'))
    else this.#timer = setTimeout(() => this.#send('timeout'), wait)
  }

  #finish(result: Result): void {
    if (this.local === null) return
    this.stop()
    this.#done(result)
  }

  groupsOn(): readonly string[] {
    return []
  }

  received(bytes: Uint8Array): void {
    const answer = decodeAnswer(bytes)
    if (answer?.id === this.#question.id) this.#finish(answer)
  }

  queued(bytes: Uint8Array): void {
    this.#sockets.later(() => this.received(bytes))
  }

  failed(): void {
    if (this.local !== null) this.#send('refused')
  }

  failing(): void {
    this.#sockets.later(() => this.failed())
  }
}
