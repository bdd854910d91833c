import { Buffer } from 'node:buffer'
import { decodeDatagram, encodeDatagram, type UdpBinding } from '../../../../src/protocol/udp.ts'
import {
  type Dial,
  type Endpoint,
  type Flow,
  type Frame,
  type Op,
  op,
} from '../../../../src/protocol/wire.ts'
import type { Tap } from '../../../../src/runner/simulation/network/kernel/tap.ts'
import { assignAddresses } from '../../../../src/runner/simulation/network/routes/addresses.ts'
import type { LinkRule } from '../../../../src/runner/simulation/network/routes/link-rule.ts'
import type { RouterConfig } from '../../../../src/runner/simulation/network/routes/router-config.ts'
import { createSwitch, type Switch } from '../../../../src/runner/simulation/network/switch.ts'
import type { SwitchConfig } from '../../../../src/runner/simulation/network/switch-config.ts'

/** A frame as a test likes to read it. */
export interface Heard {
  readonly host: string
  readonly time: number
  readonly op: keyof typeof op
  readonly id: number
  readonly text: string
}

export interface LabOptions {
  readonly seed?: number
  /** Host name to the router it is behind; null: public. */
  readonly hosts: Readonly<Record<string, string | null>>
  readonly routers?: readonly RouterConfig[]
  readonly links?: readonly LinkRule[]
  readonly window?: number
  readonly tap?: Tap
}

const opNames = Object.fromEntries(Object.entries(op).map(([name, value]) => [value, name]))

/** A switch with processes that a test plays by hand: they consume what they get unless `greedy` is false. */
export class Lab {
  readonly net: Switch
  readonly heard: Heard[] = []
  now = 0
  greedy = true
  #nextId = 1

  constructor({ seed = 1, hosts, routers = [], links = [], ...rest }: LabOptions) {
    this.net = createSwitch({ ...labConfig(hosts, routers), seed, links, ...rest })
  }

  send(host: string, frameOp: Op, id: number, payload: Uint8Array | string | object = ''): void {
    const bytes =
      payload instanceof Uint8Array
        ? payload
        : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))
    this.net.send(
      host,
      { op: frameOp, node: 0, id, time: this.now, payload: bytes } satisfies Frame,
      this.now,
    )
  }

  listen(host: string, port: number, address = '0.0.0.0', options: object = {}): number {
    const id = this.#id()
    this.send(host, op.listen, id, { address, port, ...options })
    return id
  }

  connect(host: string, address: string, port: number, local?: Endpoint): number {
    const id = this.#id()
    this.send(host, op.connect, id, { address, port, ...(local && { local }) } satisfies Dial)
    return id
  }

  /** Binds a UDP socket. */
  bind(host: string, port: number, options: Partial<UdpBinding> = {}): number {
    const id = this.#id()
    this.rebind(host, id, { address: '0.0.0.0', port, remote: null, groups: [], ...options })
    return id
  }

  rebind(host: string, id: number, binding: UdpBinding): void {
    this.send(host, op.bind, id, binding)
  }

  datagram(host: string, id: number, address: string, port: number, text = 'x'): void {
    const peer = { address, port }
    this.send(host, op.datagram, id, encodeDatagram({ peer, to: '', bytes: Buffer.from(text) }))
  }

  address(host: string): string {
    return this.net.addresses(host)[0] ?? ''
  }

  /** Lets time pass up to `until`, event by event. Returns what was heard on the way. */
  run(until: number): Heard[] {
    const before = this.heard.length
    while (this.net.next() <= until) {
      this.now = Math.max(this.now, this.net.next())
      for (const { host, frames } of this.net.take(this.now)) {
        for (const frame of frames) {
          this.heard.push({
            host,
            time: frame.time,
            op: opNames[frame.op] as keyof typeof op,
            id: frame.id,
            text:
              frame.op === op.datagram ? shown(frame.payload) : Buffer.from(frame.payload).toString('latin1'),
          })
          if (this.greedy && frame.op === op.data) this.consume(host, frame.id, frame.payload.byteLength)
        }
      }
    }
    this.now = Math.max(this.now, until)
    // Nothing is due: a tap learns the time.
    this.net.take(this.now)
    return this.heard.slice(before)
  }

  consume(host: string, id: number, bytes: number): void {
    const credit = Buffer.alloc(4)
    credit.writeUInt32BE(bytes)
    this.send(host, op.credit, id, credit)
  }

  /** Connects, and waits for both ends. */
  open(
    from: string,
    to: string,
    port: number,
    address = this.address(to),
  ): { client: number; server: number } {
    const client = this.connect(from, address, port)
    const news = this.run(this.now + 5000)
    const server = news.find((frame) => frame.host === to && frame.op === 'incoming')
    if (server === undefined) throw new Error(`no connection: ${JSON.stringify(news)}`)
    return { client, server: server.id }
  }

  /** Dials and returns the result: `connected`, or the error code. */
  dial(from: string, address: string, port: number, patience = 200_000): string {
    const id = this.connect(from, address, port)
    const answer = this.run(this.now + patience).find((frame) => frame.host === from && frame.id === id)
    if (answer === undefined) return 'silence'
    return answer.op === 'refused' ? answer.text : answer.op
  }

  /** The data that one socket has got so far. */
  received(host: string, id: number): string {
    return this.heard
      .filter((frame) => frame.host === host && frame.id === id && frame.op === 'data')
      .map(({ text }) => text)
      .join('')
  }

  flow({ text }: Heard): Flow {
    return JSON.parse(text) as Flow
  }

  #id(): number {
    const id = this.#nextId
    this.#nextId += 2
    return id
  }
}

/** A datagram as text: `5.16.0.10:4001 hello`. */
function shown(payload: Uint8Array): string {
  const datagram = decodeDatagram(payload)
  if (datagram === null) return 'no datagram'
  const { peer, bytes } = datagram
  return `${peer.address}:${peer.port} ${Buffer.from(bytes).toString('latin1')}`
}

function labConfig(
  hosts: LabOptions['hosts'],
  routers: readonly RouterConfig[],
): Pick<SwitchConfig, 'hosts' | 'routers'> {
  const list = Object.entries(hosts).map(([name, router]) => ({ name, router }))
  const plan = assignAddresses({ hosts: list, routers })
  return {
    hosts: list.map((host) => ({ ...host, addresses: plan.hosts.get(host.name) ?? [] })),
    routers: routers.map((router) => ({ ...router, addresses: plan.routers.get(router.name) ?? [] })),
  }
}
