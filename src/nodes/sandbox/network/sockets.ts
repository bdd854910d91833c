/**
 * net.Socket over the virtual network. The class stays Node's own, so that `instanceof`, http, ws and TLS go on to
 * work; only what would touch a kernel socket is replaced, on its prototype.
 */
import net from 'node:net'
import type { Flow } from '../../wire.ts'
import { nodeError, replace, replaceGetter } from '../replace.ts'
import type { Connection } from './connection.ts'
import { connectionError, noNameService, SandboxError } from './errors.ts'
import { resolveHost } from './names.ts'
import type { Network } from './network.ts'
import { installSocketTimeouts } from './socket-timeouts.ts'

const link = Symbol('topo.connection')
const abandon = Symbol('topo.abandon')

type Done = (error?: Error | null) => void
type Lookup = (host: string, options: object, answer: (error: Error | null, address: unknown) => void) => void

interface ConnectOptions {
  host?: string
  port?: number | string
  path?: string
  family?: number
  lookup?: Lookup
}

/** The parts of a net.Socket that its public type keeps to itself. */
export interface VirtualSocket extends Omit<net.Socket, 'connecting' | 'server'> {
  [link]?: Connection
  [abandon]?: () => void
  connecting: boolean
  _handle: unknown
  _unrefTimer(): void
  /** What a TLS socket runs over. */
  _parent?: VirtualSocket | null
  _getpeername(): object
  _getsockname(): object
  _peername?: object
  _sockname?: object
  server?: unknown
  _server?: { _connections: number; _emitCloseIfDrained(): void } | null
}

interface Originals {
  connect(...args: unknown[]): unknown
  _read(size: number): void
  _write(chunk: unknown, encoding: BufferEncoding, done: Done): void
  _writev(chunks: unknown, done: Done): void
  _final(done: Done): void
  _destroy(error: Error | null, done: Done): void
  resetAndDestroy(): unknown
  ref(): unknown
  unref(): unknown
}

export function installSockets(network: Network): void {
  const prototype = net.Socket.prototype
  const original = { ...pick(prototype) }
  installSocketTimeouts(prototype)
  const normalize = (
    net as unknown as { _normalizeArgs(args: unknown[]): [ConnectOptions, (() => void) | null] }
  )._normalizeArgs

  const replacements: Originals & ThisType<VirtualSocket> = {
    connect(...args) {
      const [options, onConnect] = Array.isArray(args[0])
        ? (args[0] as ReturnType<typeof normalize>)
        : normalize(args)
      if (onConnect !== null) this.once('connect', onConnect)
      startConnecting(this, network, options)
      return this
    },
    _read(size) {
      const connection = this[link]
      if (connection !== undefined) connection.consumed()
      else if (this._handle != null) original._read.call(this, size)
    },
    _write(chunk, encoding, done) {
      if (this._handle != null) original._write.call(this, chunk, encoding, done)
      else write(this, typeof chunk === 'string' ? Buffer.from(chunk, encoding) : (chunk as Buffer), done)
    },
    _writev(chunks, done) {
      if (this._handle != null) {
        original._writev.call(this, chunks, done)
        return
      }
      const parts = chunks as { chunk: Buffer | string; encoding: BufferEncoding }[]
      const bytes = parts.map(({ chunk, encoding }) =>
        typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk,
      )
      write(this, Buffer.concat(bytes), done)
    },
    _final(done) {
      if (this._handle != null) original._final.call(this, done)
      else if (this.connecting) this.once('connect', () => finish(this, done))
      else finish(this, done)
    },
    _destroy(error, done) {
      this.setTimeout(0)
      const stop = this[abandon]
      const connection = this[link]
      if (stop === undefined && connection === undefined) {
        original._destroy.call(this, error, done)
        return
      }
      this.connecting = false
      stop?.()
      connection?.close()
      done(error)
      // A kernel socket is closed at the end of the loop's turn, after the error has been told.
      setImmediate(() => this.emit('close', error !== null && error !== undefined))
      if (this._server != null) {
        this._server._connections--
        this._server._emitCloseIfDrained()
      }
    },
    resetAndDestroy() {
      const connection = this[link]
      if (connection !== undefined) {
        connection.close('ECONNRESET')
        return this.destroy()
      }
      if (this.connecting) {
        this.once('connect', () => this.resetAndDestroy())
        return this
      }
      return original.resetAndDestroy.call(this)
    },
    // The control connection decides how long the process lives.
    ref() {
      return this._handle != null ? original.ref.call(this) : this
    },
    unref() {
      return this._handle != null ? original.unref.call(this) : this
    },
  }
  for (const [name, value] of Object.entries(replacements)) replace(prototype, name, value)
  installViews(prototype)
}

/** The switch, or the loopback, has made the connection. */
export function connected(socket: VirtualSocket, connection: Connection, flow: Flow): void {
  attach(socket, connection, flow)
  if (socket.destroyed) {
    connection.close()
    return
  }
  socket.connecting = false
  delete socket[abandon]
  socket._unrefTimer()
  socket.emit('connect')
  socket.emit('ready')
  if (socket.readable && !socket.isPaused()) socket.read(0)
}

export function attach(socket: VirtualSocket, connection: Connection, flow: Flow): void {
  socket[link] = connection
  // The prototype's own are fixed, and ask the kernel.
  Object.defineProperties(socket, {
    bytesRead: { get: () => connection.bytesRead, configurable: true },
    bytesWritten: { get: () => connection.bytesWritten + socket.writableLength, configurable: true },
  })
  socket._peername = named(flow.remote)
  socket._sockname = named(flow.local)
}

function startConnecting(socket: VirtualSocket, network: Network, options: ConnectOptions): void {
  if (socket._handle != null) {
    throw new SandboxError(
      'tls.connect enters the virtual network only if node:tls, or https, is imported statically; or give it a net.Socket.',
    )
  }
  if (options.path != null) {
    socket[abandon] = () => {}
    const error = new SandboxError(`There are no Unix sockets in the virtual network: ${options.path}`)
    process.nextTick(() => socket.destroy(error))
    return
  }
  const port = portNumber(options.port)
  const host = options.host ?? 'localhost'
  let gone = false
  socket.connecting = true
  socket[abandon] = () => {
    gone = true
  }
  const fail = (error: Error) => {
    if (!gone) socket.destroy(error)
  }
  const dial = (address: string) => {
    if (gone) return
    socket.emit('connectionAttempt', address, port, net.isIP(address))
    if (port === 0) fail(connectionError('ECONNREFUSED', 'connect', address, port))
    else socket[abandon] = network.connect(socket, { address, port })
  }
  socket._unrefTimer()
  const address = resolveHost(host, options.family)
  if (address !== undefined && net.isIP(host) !== 0) {
    process.nextTick(() => dial(address))
    return
  }
  const answer = (error: Error | null, found: unknown) => {
    const first: unknown = Array.isArray(found) ? (found[0] as { address?: unknown })?.address : found
    if (gone) return
    socket.emit('lookup', error, first, net.isIP(String(first)), host)
    if (error !== null || typeof first !== 'string') fail(error ?? noNameService(host))
    else dial(first)
  }
  if (options.lookup !== undefined) options.lookup(host, { family: options.family ?? 0 }, answer)
  else process.nextTick(() => answer(address === undefined ? noNameService(host) : null, address))
}

function write(socket: VirtualSocket, bytes: Uint8Array, done: Done): void {
  if (socket.connecting) {
    const onClose = () =>
      done(
        nodeError(
          Error,
          'ERR_SOCKET_CLOSED_BEFORE_CONNECTION',
          'Socket closed before the connection was established',
        ),
      )
    socket.once('close', onClose)
    socket.once('connect', () => {
      socket.off('close', onClose)
      write(socket, bytes, done)
    })
    return
  }
  const connection = socket[link]
  if (connection === undefined) {
    done(nodeError(Error, 'ERR_SOCKET_CLOSED', 'Socket is closed'))
    return
  }
  socket._unrefTimer()
  connection.write(bytes, done)
}

function finish(socket: VirtualSocket, done: Done): void {
  socket[link]?.end()
  done()
}

function installViews(prototype: net.Socket): void {
  replaceGetter(prototype, 'pending', function (this: VirtualSocket) {
    return (this[link] === undefined && this._handle == null) || this.connecting
  })
  for (const [name, field] of [
    ['_getpeername', '_peername'],
    ['_getsockname', '_sockname'],
  ] as const) {
    replace(prototype, name, function (this: VirtualSocket) {
      return this[field] ?? this._parent?.[name]() ?? {}
    })
  }
}

function pick(prototype: unknown): Originals {
  const { connect, _read, _write, _writev, _final, _destroy, resetAndDestroy, ref, unref } =
    prototype as Originals
  return { connect, _read, _write, _writev, _final, _destroy, resetAndDestroy, ref, unref }
}

function named({ address, port }: { address: string; port: number }): object {
  return { address, port, family: net.isIPv6(address) ? 'IPv6' : 'IPv4' }
}

function portNumber(port: unknown): number {
  const value = typeof port === 'string' && port.trim() !== '' ? Number(port) : port
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 65536) return value
  const message = `Port should be >= 0 and < 65536. Received ${String(port)}.`
  throw nodeError(RangeError as ErrorConstructor, 'ERR_SOCKET_BAD_PORT', message)
}
