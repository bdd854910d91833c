/**
 * Node's net over the virtual network. The classes stay Node's, with all their methods: only where Node would make a
 * handle of the machine, it gets one of the sandbox.
 */
import net from 'node:net'
import { real } from '../real.ts'
import { replace } from '../replace.ts'
import { connectionError, SandboxError } from './errors.ts'
import { type ConnectOptions, planAttempts, watchAttempt } from './family-attempts.ts'
import type { Listener } from './listeners.ts'
import { symbolOf, TCP } from './node-internals.ts'
import { installSocketTimeouts } from './socket-timeouts.ts'
import { TcpHandle } from './tcp-handle.ts'

type Normalized = [ConnectOptions, (() => void) | null]

interface HandledSocket extends net.Socket {
  _handle: object | null
  _parent?: HandledSocket | null
}

interface HandledServer extends net.Server {
  _handle: object | null
}

/** The classes of node:tls, which the sandbox does not load itself: that takes milliseconds. */
interface SecurePrototype {
  _wrapHandle(parent: unknown, handle: object | null | undefined, ...rest: unknown[]): { onread(): void }
}

interface MachineHandle {
  close(): void
}

export function installNet(newHandle: () => TcpHandle): void {
  const probe = new net.Socket({ handle: newHandle(), manualStart: true } as object)
  const owner = symbolOf((probe as HandledSocket)._handle ?? {}, 'owner_symbol')
  const reinitialize = symbolOf(net.Socket.prototype, 'kReinitializeHandle')
  const ownHandle = (socket: object) => {
    const handle = newHandle()
    handle.begun = (attempt) => watchAttempt(ownerOf(handle, socket), handle, attempt)
    return handle
  }
  const ownerOf = (handle: TcpHandle, socket: object) => (Reflect.get(handle, owner) ?? socket) as net.Socket

  installSocketTimeouts(net.Socket.prototype)
  recogniseHandles()
  replaceConnect((socket) => {
    const handle = ownHandle(socket)
    // The constructor's part for a handle that comes with it.
    Reflect.get(net.Socket.prototype, reinitialize).call(socket, handle)
  })
  replaceReinitialize(net.Socket.prototype)
  replaceListen(newHandle)
  onFirstSecureSocket((prototype) => {
    replaceReinitialize(prototype)
    const { _wrapHandle } = prototype
    replace(prototype, '_wrapHandle', function (this: object, ...args: Parameters<typeof _wrapHandle>) {
      const [parent, given, ...rest] = args
      const handle = given ?? ownHandle(this)
      if (!(handle instanceof TcpHandle)) return _wrapHandle.call(this, parent, handle, ...rest)
      if (given === null || given === undefined) Reflect.set(handle, owner, this)
      handle.isStreamBase = true
      const secure = _wrapHandle.call(this, parent, handle, ...rest)
      handle.isStreamBase = false
      handle.secure = secure
      runTicksAfterEvents(secure)
      return secure
    })
  })

  /** Replaces the handles that Node makes for further attempts to connect. */
  function replaceReinitialize(prototype: object): void {
    const original = Reflect.get(prototype, reinitialize) as (handle: object) => void
    replace(prototype, reinitialize, function (this: object, given: object) {
      if (given instanceof TcpHandle || Object.getPrototypeOf(given) !== TCP.prototype) {
        original.call(this, given)
        return
      }
      const machine = given as MachineHandle
      machine.close()
      original.call(this, ownHandle(this))
    })
  }
}

/** Makes Node take the sandbox's handles for TCP handles. */
function recogniseHandles(): void {
  Object.defineProperty(TCP, Symbol.hasInstance, {
    configurable: true,
    value(this: unknown, value: unknown) {
      if (this === TCP && value instanceof TcpHandle) return true
      return Function.prototype[Symbol.hasInstance].call(this, value)
    },
  })
}

function replaceConnect(giveHandle: (socket: HandledSocket) => void): void {
  const { connect } = net.Socket.prototype as unknown as { connect(...args: unknown[]): net.Socket }
  const { _normalizeArgs: normalize } = net as unknown as { _normalizeArgs(args: unknown[]): Normalized }
  replace(net.Socket.prototype, 'connect', function (this: HandledSocket, ...args: unknown[]) {
    const normalized = Array.isArray(args[0]) ? (args[0] as Normalized) : normalize(args)
    const [options] = normalized
    if (options.path != null) {
      const error = new SandboxError(`There are no Unix sockets in the virtual network: ${options.path}`)
      process.nextTick(() => this.destroy(error))
      return this
    }
    const isNew = this._handle === null || this.destroyed
    if (isNew && this._parent?.connecting !== true && hasPort(options)) {
      if (this.destroyed) forgetNames(this)
      giveHandle(this)
    }
    normalized[0] = planAttempts(this, options)
    return connect.call(this, normalized)
  })
}

function replaceListen(newHandle: () => TcpHandle): void {
  const { _listen2: listen } = net.Server.prototype as unknown as {
    _listen2(this: HandledServer, ...args: unknown[]): void
  }
  replace(
    net.Server.prototype,
    '_listen2',
    function (
      this: HandledServer,
      host: string | null,
      port: number,
      type: unknown,
      backlog: unknown,
      fd?: number,
      flags?: number,
    ) {
      if (this._handle !== null) {
        listen.call(this, host, port, type, backlog, fd, flags)
        return
      }
      if (port < 0 || typeof fd === 'number') {
        const message = 'A server in the virtual network listens on an address and a port, on nothing else.'
        process.nextTick(() => this.emit('error', new SandboxError(message)))
        return
      }
      const handle = newHandle()
      const address = host || '::'
      const ipv6 = net.isIPv6(address)
      const failure = ipv6 ? handle.bind6(address, port, flags) : handle.bind(address, port, flags)
      // Node tells a failure of listen() as one of bind().
      if (failure !== 0) Object.defineProperty(handle, 'listen', { value: () => failure })
      this._handle = handle
      this.once('listening', stopRealChecks)
      listen.call(this, address, port, ipv6 ? 6 : 4, backlog, undefined, flags)
    },
  )
}

/** Stops the timer by which an HTTP server looks for late requests: it and what it measures are of real time. */
function stopRealChecks(this: HandledServer): void {
  const symbols = Object.getOwnPropertySymbols(this)
  const key = symbols.find(({ description }) => description === 'http.server.connectionsCheckingInterval')
  if (key !== undefined) (Reflect.get(this, key) as NodeJS.Timeout | undefined)?.close()
}

/** Fails a server whose node has lost the address before the network could let the server listen. */
export function listenFailed({ handle, address, port }: Listener, code: string): void {
  const owner = Reflect.get(handle, symbolOf(handle, 'owner_symbol')) as HandledServer
  owner._handle = null
  owner.emit('error', connectionError(code, 'listen', address, port))
}

/** Calls back with the prototype of TLS sockets, in the constructor of the first one. */
function onFirstSecureSocket(callback: (prototype: SecurePrototype) => void): void {
  const known = new Set<object>()
  // The constructor of a TLS socket sets this property before it wraps its handle.
  Object.defineProperty(net.Socket.prototype, 'encrypted', {
    configurable: true,
    get: () => undefined,
    set(this: object, value: unknown) {
      Object.defineProperty(this, 'encrypted', {
        value,
        writable: true,
        configurable: true,
        enumerable: true,
      })
      let prototype: object | null = this
      while (prototype !== null && !Object.hasOwn(prototype, '_wrapHandle'))
        prototype = Object.getPrototypeOf(prototype)
      if (prototype === null || known.has(prototype)) return
      known.add(prototype)
      callback(prototype as SecurePrototype)
    },
  })
}

const secureEvents = [
  'onclienthello',
  'onerror',
  'onhandshakedone',
  'onhandshakestart',
  'onkeylog',
  'onnewsession',
  'onocspresponse',
]

/** Runs ticks and promises after each event of native TLS, as Node does for an event that comes from the machine. */
function runTicksAfterEvents(secure: { onread(): void }): void {
  const wrap = (listener: unknown) => {
    if (typeof listener !== 'function') return listener
    return function (this: unknown, ...args: unknown[]) {
      const result: unknown = listener.apply(this, args)
      real.runTicks()
      return result
    }
  }
  for (const name of secureEvents) {
    let wrapped: unknown
    Object.defineProperty(secure, name, {
      configurable: true,
      get: () => wrapped,
      set(listener: unknown) {
        wrapped = wrap(listener)
      },
    })
  }
  let prototype: object | null = Object.getPrototypeOf(secure)
  while (prototype !== null && !Object.hasOwn(prototype, 'onread'))
    prototype = Object.getPrototypeOf(prototype)
  const native = prototype === null ? undefined : Object.getOwnPropertyDescriptor(prototype, 'onread')
  if (native?.set === undefined) return
  const { set } = native
  Object.defineProperty(secure, 'onread', {
    ...native,
    configurable: true,
    set(this: unknown, listener: unknown) {
      set.call(this, wrap(listener))
    },
  })
}

function hasPort(options: ConnectOptions): boolean {
  return Reflect.get(options, 'port') !== undefined
}

/** Forgets the names of a connection that is gone, as Node does for a socket that connects again. */
function forgetNames(socket: HandledSocket): void {
  for (const name of ['_peername', '_sockname']) Reflect.set(socket, name, null)
}
