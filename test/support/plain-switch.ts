/** A virtual network without routers: every host reaches every other, at one latency. A stand-in for measuring rounds. */

import { type Timed, TimerHeap } from '../../src/base/timer-heap.ts'
import { type Dial, type Endpoint, type Flow, type Frame, op } from '../../src/protocol/wire.ts'
import type { Delivery, RoundNetwork } from '../../src/runner/simulation/clock/participant.ts'

interface Parcel extends Timed {
  host: string
  frame: Frame
}

interface End {
  host: string
  id: number
  peer?: End
}

const encoder = new TextEncoder()

export class PlainSwitch implements RoundNetwork {
  readonly #hosts: Map<string, string>
  readonly #latency: number
  readonly #parcels = new TimerHeap<Parcel>()
  readonly #listeners = new Map<string, { host: string; id: number }>()
  readonly #ends = new Map<string, End>()
  #lastId = 0
  #lastPort = 50000

  /** `hosts` maps addresses to names. */
  constructor(hosts: Readonly<Record<string, string>>, latency = 0) {
    this.#hosts = new Map(Object.entries(hosts))
    this.#latency = latency
  }

  lookahead(): number {
    return this.#latency
  }

  next(): number {
    return this.#parcels.next()
  }

  take(now: number): Iterable<Delivery> {
    const deliveries = new Map<string, Frame[]>()
    for (let parcel = this.#parcels.take(now); parcel !== undefined; parcel = this.#parcels.take(now)) {
      const known = deliveries.get(parcel.host)
      if (known === undefined) deliveries.set(parcel.host, [parcel.frame])
      else known.push(parcel.frame)
    }
    return [...deliveries].map(([host, frames]) => ({ host, frames }))
  }

  send(host: string, frame: Frame, now: number): void {
    const key = `${host}/${frame.id}`
    switch (frame.op) {
      case op.listen: {
        const { port } = parse(frame) as Endpoint
        this.#listeners.set(`${host}:${port}`, { host, id: frame.id })
        return
      }
      case op.unlisten:
        return
      case op.connect:
        this.#connect(host, frame, now)
        return
      default: {
        const peer = this.#ends.get(key)?.peer
        if (peer === undefined) return
        this.#post(
          peer.host,
          { ...frame, id: peer.id, payload: Uint8Array.from(frame.payload) },
          now + this.#latency,
        )
      }
    }
  }

  #connect(host: string, frame: Frame, now: number): void {
    const { local, ...to } = parse(frame) as Dial
    const target = this.#hosts.get(to.address)
    const listener = target === undefined ? undefined : this.#listeners.get(`${target}:${to.port}`)
    const later = now + this.#latency * 2
    if (listener === undefined) {
      this.#post(host, { ...frame, op: op.refused, payload: encoder.encode('ECONNREFUSED') }, later)
      return
    }
    const address = [...this.#hosts].find(([, name]) => name === host)?.[0] ?? '0.0.0.0'
    const from: Endpoint = { address: local?.address || address, port: local?.port || ++this.#lastPort }
    this.#lastId += 2
    const mine: End = { host, id: frame.id }
    const theirs: End = { host: listener.host, id: this.#lastId, peer: mine }
    mine.peer = theirs
    this.#ends.set(`${host}/${mine.id}`, mine)
    this.#ends.set(`${theirs.host}/${theirs.id}`, theirs)
    const incoming: Flow = { local: to, remote: from, listener: listener.id }
    const connected: Flow = { local: from, remote: to, listener: 0 }
    this.#post(
      theirs.host,
      { ...frame, op: op.incoming, id: theirs.id, payload: json(incoming) },
      now + this.#latency,
    )
    this.#post(host, { ...frame, op: op.connected, payload: json(connected) }, later)
  }

  #post(host: string, frame: Frame, at: number): void {
    this.#parcels.add({ at, order: 0, place: -1, host, frame: { ...frame, time: at } })
  }
}

function json(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value))
}

function parse(frame: Frame): unknown {
  return JSON.parse(new TextDecoder().decode(frame.payload))
}
