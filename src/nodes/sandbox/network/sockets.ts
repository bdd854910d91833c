/**
 * net.Socket over the virtual network. The class stays Node's own, so that `instanceof`, http, ws and TLS go on to
 * work; only what would touch a kernel socket is replaced, on its prototype.
 */
import net from 'node:net'
import type { Flow } from '../../../protocol/wire.ts'
import type { InContext } from '../contexts.ts'
import { nodeError, replace, replaceGetter } from '../replace.ts'
import type { Connection } from './connection.ts'
import { abandon, type ConnectOptions, startConnecting } from './dial.ts'
import type { Network } from './network.ts'
import { context, inContextOf } from './socket-context.ts'
import { installSocketTimeouts } from './socket-timeouts.ts'

const link = Symbol('topo.connection')

type Done = (error?: Error | null) => void
/** The parts of a net.Socket that its public type keeps to itself. */
export interface VirtualSocket extends Omit<net.Socket, 'connecting' | 'server'> {
  [link]?: Connection
  [abandon]?: () => void
  [context]?: InContext | undefined
  connecting: boolean
  _handle: unknown
  _unrefTimer(): void
  /** The socket below a TLS socket. */
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
      setImmediate(() => {
        connection?.cancelWrite()
        inContextOf(this, () => this.emit('close', error !== null && error !== undefined))
      })
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
