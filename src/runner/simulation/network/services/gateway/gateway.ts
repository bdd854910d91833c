/**
 * The Internet gateway of a router (UPnP Device Architecture 2.0, InternetGatewayDevice:2): it is found by SSDP, and maps
 * ports when a machine behind the router asks for it by SOAP.
 *
 *     gateway.ts -> http-requests.ts, ssdp.ts, description.ts
 *                -> control.ts (the actions) -> soap.ts, port-leases.ts
 */

import { Buffer } from 'node:buffer'
import { Stack } from '../../../../../base/layers.ts'
import { type Endpoint, type Flow, type Op, op } from '../../../../../protocol/wire.ts'
import type { Program } from '../../kernel/state.ts'
import type { Router } from '../../routes/address-space.ts'
import { datagramOf, type ServiceKernel } from '../service.ts'
import { control } from './control.ts'
import { descriptionOf, gatewayPort } from './description.ts'
import { type HttpResponse, requestIn, responseBytes } from './http-requests.ts'
import { PortLeases, type TellLease } from './port-leases.ts'
import { searchAnswers, ssdpGroup, ssdpPort } from './ssdp.ts'

/** The answers of a gateway. */
export interface GatewayState {
  /** False: it answers nobody. */
  readonly enabled: boolean
  /** The external address that it tells; null: the true one. */
  readonly externalAddress: string | null
}

export class Gateway implements Program {
  readonly leases: PortLeases
  readonly #kernel: ServiceKernel
  readonly #router: Router
  readonly #address: string
  readonly #search: number
  /** The open connections: their clients, and what these have sent. */
  readonly #requests = new Map<number, { readonly client: Endpoint; bytes: Buffer }>()
  readonly #states = new Stack<GatewayState, null>()

  /** `address`: its own one, behind the router. */
  constructor(kernel: ServiceKernel, router: Router, address: string, tell: TellLease) {
    this.leases = new PortLeases(kernel, router, tell)
    this.#kernel = kernel
    this.#router = router
    this.#address = address
    this.#search = kernel.bind(ssdpPort, [ssdpGroup])
    kernel.listen(gatewayPort)
  }

  /** Covers its state. Returns the function that uncovers it, and returns false when that has happened before. */
  cover(state: GatewayState): () => boolean {
    const end = this.#states.add(state, null)
    return () => end().kind !== 'gone'
  }

  receive(frameOp: Op, id: number, payload: Uint8Array, now: number): void {
    const { enabled, externalAddress } = this.#state
    const datagram = datagramOf(frameOp, payload)
    if (datagram !== null) {
      const answers = enabled ? searchAnswers(Buffer.from(datagram.bytes).toString(), this.#about) : []
      for (const answer of answers)
        this.#kernel.sendDatagram(this.#search, datagram.peer, Buffer.from(answer), now)
    } else if (frameOp === op.incoming) {
      const { remote } = JSON.parse(Buffer.from(payload).toString()) as Flow
      if (enabled) this.#requests.set(id, { client: remote, bytes: Buffer.alloc(0) })
      else this.#kernel.reset(id, now)
    } else if (frameOp === op.data) {
      this.#kernel.consume(id, payload.byteLength, now)
      this.#read(id, payload, externalAddress, now)
    } else if (frameOp === op.end) {
      if (this.#requests.delete(id)) this.#kernel.reset(id, now)
    } else if (frameOp === op.reset) this.#requests.delete(id)
  }

  get #state(): GatewayState {
    return this.#states.states.at(-1) ?? { enabled: true, externalAddress: null }
  }

  get #about() {
    return { router: this.#router.name, address: this.#address }
  }

  #read(id: number, payload: Uint8Array, externalAddress: string | null, now: number): void {
    const open = this.#requests.get(id)
    if (open === undefined) return
    open.bytes = Buffer.concat([open.bytes, payload])
    const request = requestIn(open.bytes)
    if (request === null) return
    this.#requests.delete(id)
    const { method, path, body } = request
    let response: HttpResponse = { status: 404, body: '' }
    if (method === 'GET' && path === '/description.xml')
      response = { status: 200, body: descriptionOf(this.#about) }
    else if (method === 'GET' && path === '/scpd.xml')
      response = { status: 200, body: '<scpd xmlns="urn:schemas-upnp-org:service-1-0"/>' }
    else if (method === 'POST' && path === '/control') {
      const external = externalAddress ?? this.#router.nat.address
      response = control(body, { leases: this.leases, client: open.client.address, external, now })
    }
    this.#kernel.finish(id, responseBytes(response), now)
  }
}
