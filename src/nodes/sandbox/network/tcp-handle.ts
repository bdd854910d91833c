/**
 * The kernel's side of a net.Socket or net.Server: it has the methods of Node's native TCP handle, over the virtual
 * network. All rules above it stay Node's own: Node's net, tls and http run unchanged over it.
 */
import net from 'node:net'
import type { Endpoint, Flow } from '../../../protocol/wire.ts'
import { type InContext, keepContext } from '../contexts.ts'
import type { ConnectionEnd, Done, Reader } from './connection-end.ts'
import { endOfFile, errorNumber, ipv6OnlyFlag, NativeStreamClass, streamWrap } from './node-internals.ts'
import type { Turns } from './turns.ts'

/** A local address, as bind(2) got it. */
export interface Bound extends Endpoint {
  readonly ipv6Only?: boolean
}

/** The way from a handle to the network. Failures are the codes of errors. */
export interface Network {
  readonly turns: Turns
  bind(local: Bound): string | undefined
  listen(handle: TcpHandle, wanted: Bound): { readonly id: number; readonly port: number } | string
  unlisten(id: number): void
  /** Starts to connect. Returns the function that gives up the attempt, or the code of an error. */
  connect(handle: TcpHandle, to: Endpoint, bound: Bound | undefined): (() => void) | string
}

/** A request of Node's: native code would call `oncomplete`. */
interface HandleRequest {
  oncomplete?: (status: number, ...rest: unknown[]) => void
  address?: string
}

interface Named {
  address?: string
  family?: string
  port?: number
}

const oneRead = 64 * 1024
const mappedPrefix = '::ffff:'
const { streamBaseState, kReadBytesOrError, kArrayBufferOffset, kBytesWritten, kLastWriteWasAsync } =
  streamWrap

export class TcpHandle extends NativeStreamClass implements Reader {
  // Node sets these.
  onread: ((bytes?: ArrayBufferLike) => Uint8Array | undefined) | undefined = undefined
  onconnection: ((status: number, client: TcpHandle) => void) | undefined = undefined
  reading = false
  /** Native code takes the bytes itself from a stream for which this is true. Only TLS does. */
  isStreamBase = false
  bytesRead = 0
  bytesWritten = 0
  readonly fd = -1

  /** Native TLS over this handle. */
  secure: { onread(): void } | undefined = undefined
  /** Called with each attempt to connect, when it has begun. */
  begun: ((request: HandleRequest) => void) | undefined = undefined

  readonly #network: Network
  readonly #context: InContext | undefined
  #connection: ConnectionEnd | undefined
  #flow: Flow | undefined
  #mapped = false
  /** The answer to a further connect(2) is EISCONN. */
  #asked = true
  #bound: Bound | undefined
  #late: string | undefined
  #listening: { readonly id: number; readonly port: number } | undefined
  #request: HandleRequest | undefined
  #abandon: (() => void) | undefined
  #closing = false
  #service = 0
  #referenced = true
  #buffer: Uint8Array | undefined

  constructor(network: Network, context: InContext | undefined) {
    super()
    this.#network = network
    this.#context = context
  }

  // Binding and listening.

  bind(address: string, port = 0, flags = 0): number {
    return net.isIPv4(address) ? this.#bind(address, port, flags) : errorNumber('EINVAL')
  }

  bind6(address: string, port = 0, flags = 0): number {
    return net.isIPv6(address) ? this.#bind(address, port, flags) : errorNumber('EINVAL')
  }

  #bind(address: string, port: number, flags: number): number {
    const ipv6Only = net.isIPv6(address) && (flags & ipv6OnlyFlag) !== 0
    if (this.#bound !== undefined) return errorNumber('EINVAL')
    const bound = { address, port, ...(ipv6Only && { ipv6Only }) }
    const refusal = this.#network.bind(bound)
    // libuv tells of a port in use later.
    if (refusal === 'EADDRINUSE') this.#late = refusal
    else if (refusal !== undefined) return errorNumber(refusal)
    this.#bound = bound
    return 0
  }

  listen(): number {
    if (this.#listening !== undefined) return 0
    if (this.#late !== undefined) return errorNumber(this.#late)
    const listening = this.#network.listen(this, this.#bound ?? { address: '0.0.0.0', port: 0 })
    if (typeof listening === 'string') return errorNumber(listening)
    this.#listening = listening
    return 0
  }

  /** Gives a connection that has come in to the server. */
  incoming(client: TcpHandle): void {
    this.#run(() => this.onconnection?.(0, client))
  }

  // Connecting.

  connect(request: HandleRequest, address: string, port: number): number {
    return this.#connect(request, { address, port })
  }

  connect6(request: HandleRequest, address: string, port: number): number {
    this.#mapped = address.toLowerCase().startsWith(mappedPrefix) && address.includes('.')
    return this.#connect(request, {
      address: this.#mapped ? address.slice(mappedPrefix.length) : address,
      port,
    })
  }

  #connect(request: HandleRequest, to: Endpoint): number {
    if (this.#request !== undefined) return errorNumber('EALREADY')
    if (this.#connection !== undefined) return this.#connectAgain(request)
    const attempt = this.#network.connect(this, to, this.#bound)
    if (typeof attempt === 'string') {
      this.#bound ??= { address: net.isIPv6(to.address) ? '::' : '0.0.0.0', port: 0 }
      return errorNumber(attempt)
    }
    this.#request = request
    this.#abandon = attempt
    this.begun?.(request)
    return 0
  }

  /** Linux takes the second connect(2) of a socket for the question whether the first one has succeeded. */
  #connectAgain(request: HandleRequest): number {
    if (this.#asked) return errorNumber('EISCONN')
    this.#asked = true
    this.#request = request
    this.#network.turns.poll(() => {
      this.#settle(0)
      return false
    })
    return 0
  }

  get isConnecting(): boolean {
    return this.#request !== undefined && !this.#closing
  }

  /** Names the local end of a connection that is not open yet. */
  nameLocal(local: Endpoint): void {
    this.#bound = local
  }

  connected(connection: ConnectionEnd, flow: Flow): void {
    this.attach(connection, flow)
    this.#asked = false
    this.#settle(0)
  }

  connectFailed(code: string): void {
    if (!this.#closing) this.#settle(errorNumber(code))
  }

  #settle(status: number): void {
    const request = this.#request
    if (request === undefined) return
    this.#request = undefined
    this.#abandon = undefined
    this.#run(() => request.oncomplete?.(status, this, request, status === 0, status === 0))
  }

  /** Takes the attempt back: its request is not called any more. */
  forgetAttempt(): void {
    this.#request = undefined
  }

  attach(connection: ConnectionEnd, flow: Flow): void {
    this.#connection = connection
    this.#flow = flow
  }

  // Names.

  getsockname(out: Named): number {
    if (this.#late !== undefined) return errorNumber(this.#late)
    if (this.#flow !== undefined) return this.#name(out, this.#flow.local)
    if (this.#bound === undefined) return errorNumber('EBADF')
    return this.#name(out, { ...this.#bound, port: this.#listening?.port ?? this.#bound.port })
  }

  getpeername(out: Named): number {
    return this.#flow === undefined ? errorNumber('ENOTCONN') : this.#name(out, this.#flow.remote)
  }

  #name(out: Named, { address, port }: Endpoint): number {
    const shown = this.#mapped ? `${mappedPrefix}${address}` : address
    Object.assign(out, { address: shown, family: net.isIPv6(shown) ? 'IPv6' : 'IPv4', port })
    return 0
  }

  // Reading.

  readStart(): number {
    if (this.#closing) return errorNumber('EINVAL')
    if (this.#connection === undefined) return errorNumber('ENOTCONN')
    const failure = this.#connection.readStart(this)
    return failure === undefined ? 0 : errorNumber(failure)
  }

  readStop(): number {
    this.#connection?.readStop()
    return 0
  }

  useUserBuffer(buffer: Uint8Array): number {
    this.#buffer = buffer
    return 0
  }

  get room(): number {
    return this.#buffer?.byteLength ?? oneRead
  }

  received(bytes: Buffer): void {
    this.bytesRead += bytes.byteLength
    this.#run(() => this.#deliver(bytes))
  }

  #deliver(bytes: Buffer): void {
    if (this.secure !== undefined) {
      this.readBuffer(bytes)
      return
    }
    const buffer = this.#buffer
    if (buffer === undefined) {
      streamBaseState[kReadBytesOrError] = bytes.byteLength
      streamBaseState[kArrayBufferOffset] = bytes.byteOffset
      this.onread?.(bytes.buffer)
      return
    }
    if (buffer.byteLength === 0) {
      this.#tell(errorNumber('ENOBUFS'))
      return
    }
    buffer.set(bytes)
    streamBaseState[kReadBytesOrError] = bytes.byteLength
    const next = this.onread?.(undefined)
    if (next !== undefined) this.#buffer = next
  }

  ended(): void {
    this.#run(() => {
      if (this.secure === undefined) this.#tell(endOfFile)
      else this.emitEOF()
    })
  }

  failed(code: string): void {
    this.#run(() => this.#tell(errorNumber(code)))
  }

  #tell(status: number): void {
    streamBaseState[kReadBytesOrError] = status
    if (this.secure === undefined) this.onread?.()
    else this.secure.onread()
  }

  // Writing.

  get writeQueueSize(): number {
    return this.#connection?.unwritten ?? 0
  }

  writeBuffer(request: HandleRequest, bytes: Uint8Array): number {
    return this.#write(request, bytes)
  }

  writeUtf8String(request: HandleRequest, text: string): number {
    return this.#write(request, Buffer.from(text, 'utf8'))
  }

  writeLatin1String(request: HandleRequest, text: string): number {
    return this.#write(request, Buffer.from(text, 'latin1'))
  }

  writeAsciiString(request: HandleRequest, text: string): number {
    return this.#write(request, Buffer.from(text, 'latin1'))
  }

  writeUcs2String(request: HandleRequest, text: string): number {
    return this.#write(request, Buffer.from(text, 'utf16le'))
  }

  /** `chunks` are buffers, or by turns data and its encoding. */
  writev(request: HandleRequest, chunks: readonly (Uint8Array | string)[], allBuffers: boolean): number {
    const all: Uint8Array[] = []
    for (let at = 0; at < chunks.length; at += allBuffers ? 1 : 2) {
      const chunk = chunks[at]
      if (typeof chunk === 'string') all.push(Buffer.from(chunk, chunks[at + 1] as BufferEncoding))
      else if (chunk !== undefined) all.push(chunk)
    }
    return this.#write(request, Buffer.concat(all))
  }

  #write(request: HandleRequest, bytes: Uint8Array): number {
    this.bytesWritten += bytes.byteLength
    streamBaseState[kBytesWritten] = bytes.byteLength
    streamBaseState[kLastWriteWasAsync] = 0
    const outcome = this.#send(bytes, (status) => request.oncomplete?.(status, this, undefined))
    if (outcome === false) streamBaseState[kLastWriteWasAsync] = 1
    return typeof outcome === 'string' ? errorNumber(outcome) : 0
  }

  #send(bytes: Uint8Array, done: (status: number) => void): string | boolean {
    if (this.#connection === undefined) return this.#closing ? 'EBADF' : 'EPIPE'
    return this.#connection.write(bytes, this.#done(done))
  }

  shutdown(request: HandleRequest): number {
    return this.#shutdown((status) => request.oncomplete?.(status))
  }

  #shutdown(done: (status: number) => void): number {
    const failure = this.#connection?.shutdown(this.#done(done))
    return this.#connection === undefined || failure !== undefined ? errorNumber('ENOTCONN') : 0
  }

  /** Returns what ends a request in the context in which it began. */
  #done(done: (status: number) => void): Done {
    const within = keepContext()
    return (code) => {
      const status = code === undefined ? 0 : errorNumber(code)
      if (within === undefined) done(status)
      else within(() => done(status))
    }
  }

  // The side of native TLS.

  isClosing(): boolean {
    return this.#closing
  }

  onreadstart(): number {
    return this.readStart()
  }

  onreadstop(): number {
    return this.readStop()
  }

  onwrite(request: object, chunks: readonly Uint8Array[]): number {
    const [only] = chunks
    const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)
    this.bytesWritten += bytes.byteLength
    const finish = (status: number) => this.finishWrite(request, status)
    const outcome = this.#send(bytes, finish)
    if (typeof outcome === 'string') return errorNumber(outcome)
    if (outcome) setImmediate(() => finish(0))
    return 0
  }

  onshutdown(request: object): number {
    return this.#shutdown((status) => this.finishShutdown(request, status))
  }

  // The end.

  close(done?: () => void): void {
    this.#close(undefined, done)
  }

  reset(done?: () => void): number {
    if (this.#closing || this.#connection?.shutting === true) return errorNumber('EINVAL')
    this.#close('ECONNRESET', done)
    return 0
  }

  #close(code: string | undefined, done: (() => void) | undefined): void {
    if (this.#closing) return
    this.#closing = true
    if (this.#listening !== undefined) this.#network.unlisten(this.#listening.id)
    this.#abandon?.()
    const { turns } = this.#network
    if (this.#request !== undefined) turns.closing(() => this.#settle(errorNumber('ECANCELED')))
    for (const cancel of this.#connection?.close(code) ?? []) turns.closing(() => cancel('ECANCELED'))
    if (done !== undefined) turns.closing(() => this.#run(() => done.call(this)))
  }

  // What changes nothing in the virtual network.

  setNoDelay(): number {
    return 0
  }

  setKeepAlive(): number {
    return 0
  }

  setTypeOfService(value: number): number {
    this.#service = value
    return 0
  }

  getTypeOfService(): number {
    return this.#service
  }

  setSimultaneousAccepts(): number {
    return 0
  }

  setBlocking(): number {
    return 0
  }

  ref(): void {
    this.#referenced = true
  }

  unref(): void {
    this.#referenced = false
  }

  hasRef(): boolean {
    return this.#referenced && !this.#closing
  }

  #run(work: () => void): void {
    if (this.#context === undefined) work()
    else this.#context(work)
  }
}
