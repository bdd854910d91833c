/** The handle of a dgram.Socket in the virtual network, with the methods of Node's own one (udp_wrap). */
import { isIP } from 'node:net'
import { datagramOverhead, isMulticast, receiveBuffer } from '../../../protocol/udp.ts'
import type { Endpoint } from '../../../protocol/wire.ts'
import { type InContext, keepContext } from '../contexts.ts'
import { isWildcard } from './addresses.ts'
import { SandboxError } from './errors.ts'
import { errnoOf, type Interface, type UdpEnd, type UdpSockets } from './udp-sockets.ts'

/** Flags of a bind, as Node gives them to libuv. */
const flag = { ipv6Only: 1, reuseAddress: 4, reusePort: 8 } as const

/** Linux keeps twice what was asked for, within these limits. */
const bufferLimits = { receive: [2304, 425_984], send: [4608, 425_984] } as const

type OnMessage = (size: number, handle: object, bytes?: Uint8Array, from?: object) => void

interface BufferContext {
  errno?: number
  code?: string
  message?: string
  syscall?: string
}

export class UdpHandle implements UdpEnd {
  /** Node sets these. */
  onmessage: OnMessage | undefined
  lookup: unknown
  readonly fd = -1
  readonly isIPv6: boolean
  local: Endpoint | null = null
  remote: Endpoint | null = null
  ipv6Only = false
  reuse = false
  broadcast = false
  multicastInterface: Interface | null = null
  multicastLoopback = true
  multicastHops = 1
  readonly #sockets: UdpSockets
  readonly #within: InContext | undefined
  #id = 0
  #isClosed = false
  #isReferenced = true
  /** `group interface`, in the order of joining. */
  readonly #groups = new Set<string>()
  /** An ICMP error that the program has not got yet. */
  #error: string | null = null
  #waiting = 0
  readonly #buffers = { receive: receiveBuffer, send: receiveBuffer }
  /** The local end that the program has bound it to. Port 0: any. */
  #boundTo: Endpoint = { address: '', port: 0 }

  constructor(sockets: UdpSockets, isIPv6: boolean) {
    this.#sockets = sockets
    this.isIPv6 = isIPv6
    this.#within = keepContext()
  }

  groupsOn(name: Interface): readonly string[] {
    return [...this.#groups].flatMap((key) => {
      const [group = '', on] = key.split(' ')
      return on === name ? [group] : []
    })
  }

  bind(address: string, port: number, flags: number): number {
    if (isIP(address) !== (this.isIPv6 ? 6 : 4)) return errnoOf('EINVAL')
    this.ipv6Only = this.isIPv6 && (flags & flag.ipv6Only) !== 0
    this.reuse = (flags & (flag.reuseAddress | flag.reusePort)) !== 0
    return this.#bind({ address, port })
  }

  bind6(address: string, port: number, flags: number): number {
    return this.bind(address, port, flags)
  }

  #bind(wanted: Endpoint): number {
    const local = this.#sockets.choose(this, wanted)
    if (typeof local === 'string') return errnoOf(local)
    this.local = local
    this.#boundTo = wanted
    this.#id = this.#sockets.add(this)
    return 0
  }

  /** Chooses a port again after a disconnect has taken it back. */
  #rebind(): number {
    return this.local?.port === 0 ? this.#bind(this.#boundTo) : 0
  }

  open(): never {
    throw new SandboxError(
      'A UDP socket in the virtual network cannot be made of a descriptor of the machine.',
    )
  }

  connect(address: string, port: number): number {
    const to = this.#destination(address, port)
    if (typeof to === 'string') return errnoOf(to)
    const failure = this.#rebind()
    if (failure !== 0) return failure
    if (this.local === null) return errnoOf('EBADF')
    const bound = this.#boundTo.address
    const source = isWildcard(bound) ? this.#sockets.sourceFor(to.address) : bound
    if (source === undefined) return errnoOf('ENETUNREACH')
    this.remote = to
    this.local = { address: source, port: this.local.port }
    this.#sockets.changed(this.#id)
    return 0
  }

  connect6(address: string, port: number): number {
    return this.connect(address, port)
  }

  disconnect(): number {
    if (this.remote === null || this.local === null) return errnoOf('ENOTCONN')
    this.remote = null
    this.local = this.#boundTo
    // Linux takes a port back that the program has not chosen, until the next send (__udp_disconnect).
    if (this.local.port === 0) this.#sockets.remove(this.#id)
    else this.#sockets.changed(this.#id)
    return 0
  }

  /** Sends at once. Returns the number of bytes and 1, as Node's handle does, or an error number. */
  send(_request: unknown, list: readonly Uint8Array[], _length: number, ...rest: readonly unknown[]): number {
    const [port, address] = rest
    const to =
      typeof port === 'number' && typeof address === 'string'
        ? this.#destination(address, port)
        : (this.remote ?? 'EDESTADDRREQ')
    if (typeof to === 'string') return errnoOf(to)
    const error = this.#error
    this.#error = null
    if (error !== null) return errnoOf(error)
    const failed = this.#rebind()
    if (failed !== 0) return failed
    const bytes = list.length === 1 && list[0] !== undefined ? list[0] : Buffer.concat(list)
    const failure = this.#sockets.send(this.#id, this, to, bytes)
    return failure === undefined ? bytes.byteLength + 1 : errnoOf(failure)
  }

  send6(request: unknown, list: readonly Uint8Array[], length: number, ...rest: readonly unknown[]): number {
    return this.send(request, list, length, ...rest)
  }

  /** The end to which an address leads: a wildcard is the node itself. Or the code of the error. */
  #destination(address: string, port: number): Endpoint | string {
    if (isIP(address) !== (this.isIPv6 ? 6 : 4)) return 'EINVAL'
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
    if (mapped !== undefined) return this.ipv6Only ? 'ENETUNREACH' : { address: mapped, port }
    if (!isWildcard(address)) return { address: withoutScope(address), port }
    return { address: this.isIPv6 ? '::1' : '127.0.0.1', port }
  }

  received(bytes: Uint8Array, from: Endpoint): void {
    this.#tell(bytes.byteLength, Buffer.from(bytes), this.#shown(from))
  }

  queued(bytes: Uint8Array, from: Endpoint): void {
    const size = bytes.byteLength + datagramOverhead
    if (this.#waiting + size > this.#buffers.receive) return
    this.#waiting += size
    this.#sockets.later(() => {
      this.#waiting -= size
      this.received(bytes, from)
    })
  }

  failed(code: string): void {
    this.#tell(errnoOf(code))
  }

  failing(code: string): void {
    this.#error = code
    this.#sockets.later(() => {
      const error = this.#error
      this.#error = null
      if (error !== null) this.failed(error)
    })
  }

  #tell(size: number, bytes?: Uint8Array, from?: object): void {
    if (this.#isClosed) return
    const tell = () => this.onmessage?.(size, this, bytes, from)
    if (this.#within === undefined) tell()
    else this.#within(tell)
  }

  /** An end as the program sees it: a socket of IPv6 sees IPv4 addresses in their mapped form. */
  #shown({ address, port }: Endpoint): { address: string; family: string; port: number } {
    if (!this.isIPv6) return { address, family: 'IPv4', port }
    return { address: address.includes(':') ? address : `::ffff:${address}`, family: 'IPv6', port }
  }

  recvStart(): number {
    return 0
  }

  recvStop(): number {
    return 0
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.local !== null) this.#sockets.remove(this.#id)
  }

  getsockname(out: object): number {
    if (this.local === null) return errnoOf('EBADF')
    Object.assign(out, this.#shown(this.local))
    return 0
  }

  getpeername(out: object): number {
    if (this.remote === null) return errnoOf('ENOTCONN')
    Object.assign(out, this.#shown(this.remote))
    return 0
  }

  addMembership(group: string, on?: string): number {
    if (this.local === null) {
      const failure = this.#bind({ address: this.isIPv6 ? '::' : '0.0.0.0', port: 0 })
      if (failure !== 0) return failure
    }
    const key = this.#groupKey(group, on)
    if (key === null) return errnoOf('ENODEV')
    if (!isMulticast(group)) return errnoOf('EINVAL')
    if (this.#groups.has(key)) return errnoOf('EADDRINUSE')
    this.#groups.add(key)
    this.#sockets.changed(this.#id)
    return 0
  }

  dropMembership(group: string, on?: string): number {
    const key = this.#groupKey(group, on)
    if (key === null) return errnoOf('ENODEV')
    if (!this.#groups.delete(key)) return errnoOf('EADDRNOTAVAIL')
    this.#sockets.changed(this.#id)
    return 0
  }

  addSourceSpecificMembership(): never {
    throw new SandboxError('The virtual network has no multicast of chosen sources: use addMembership.')
  }

  dropSourceSpecificMembership(): never {
    return this.addSourceSpecificMembership()
  }

  /** The name of a membership; null: no interface has this address. */
  #groupKey(group: string, on = ''): string | null {
    const name = this.#interface(on)
    return name === undefined ? null : `${withoutScope(group).toLowerCase()} ${name}`
  }

  #interface(on: string): Interface | undefined {
    const scope = /%(.+)$/.exec(on)?.[1]
    if (scope !== undefined) return scope === 'lo' || scope === 'eth0' ? scope : undefined
    return this.#sockets.interfaceOf(on)
  }

  setMulticastInterface(on: string): number {
    if (this.local === null) return errnoOf('EBADF')
    const name = this.#interface(on)
    if (name === undefined) return errnoOf('EADDRNOTAVAIL')
    this.multicastInterface = isWildcard(on) ? null : name
    return 0
  }

  setMulticastTTL(hops: number): number {
    if (this.local === null) return errnoOf('EBADF')
    if (!(hops >= 0 && hops <= 255)) return errnoOf('EINVAL')
    this.multicastHops = hops
    return 0
  }

  setMulticastLoopback(on: number): number {
    if (this.local === null) return errnoOf('EBADF')
    this.multicastLoopback = Boolean(on)
    return 0
  }

  setBroadcast(on: number): number {
    if (this.local === null) return errnoOf('EBADF')
    this.broadcast = Boolean(on)
    return 0
  }

  setTTL(hops: number): number {
    if (this.local === null) return errnoOf('EBADF')
    return hops >= 1 && hops <= 255 ? 0 : errnoOf('EINVAL')
  }

  /** Reads the size of a buffer, or sets it. On an error, it fills in the context, and returns undefined. */
  bufferSize(size: number, isReceive: boolean, context: BufferContext): number | undefined {
    const which = isReceive ? 'receive' : 'send'
    if (this.local === null) {
      const syscall =
        size === 0
          ? `uv_${isReceive ? 'recv' : 'send'}_buffer_size`
          : `uv_${isReceive ? 'recv' : 'send'}_buffer_size`
      Object.assign(context, {
        errno: errnoOf('EBADF'),
        code: 'EBADF',
        message: 'bad file descriptor',
        syscall,
      })
      return undefined
    }
    if (size === 0) return this.#buffers[which]
    const [least, most] = bufferLimits[which]
    this.#buffers[which] = Math.min(Math.max(2 * size, least), most)
    return size
  }

  getSendQueueSize(): number {
    return 0
  }

  getSendQueueCount(): number {
    return 0
  }

  // The connection to the runner keeps the process alive.
  ref(): void {
    this.#isReferenced = true
  }

  unref(): void {
    this.#isReferenced = false
  }

  hasRef(): boolean {
    return this.#isReferenced && !this.#isClosed
  }
}

function withoutScope(address: string): string {
  return address.replace(/%.*$/, '')
}
