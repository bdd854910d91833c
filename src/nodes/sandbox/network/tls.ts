/**
 * TLS over the virtual network. TLS takes any stream for its transport, but it takes a net.Socket without a kernel
 * handle for one that is not connected yet, and makes a kernel socket of its own where it is given none.
 *
 * `node:tls` costs several milliseconds to load, so it is not loaded for this: a program that imports it, or https,
 * statically has it loaded before the sandbox runs.
 */
import net from 'node:net'
import { replace } from '../replace.ts'

interface Secure extends Omit<net.Socket, 'connecting'> {
  connecting: boolean
  _parent?: net.Socket | null
}

interface ConnectOptions extends net.TcpNetConnectOpts {
  socket?: unknown
}

type Connect = (options: ConnectOptions, onSecure?: () => void) => unknown

export function installTls(): void {
  const loaded = (process as unknown as { moduleLoadList: string[] }).moduleLoadList
  if (loaded.includes('NativeModule tls')) replaceConnect()

  // The constructor of a TLS socket sets this, and then decides whether its transport is connected.
  Object.defineProperty(net.Socket.prototype, 'encrypted', {
    configurable: true,
    get: () => undefined,
    set(this: Secure, value: unknown) {
      Object.defineProperty(this, 'encrypted', {
        value,
        writable: true,
        configurable: true,
        enumerable: true,
      })
      process.nextTick(() => {
        const transport = this._parent
        if (!this.connecting || transport == null || transport.pending) return
        this.connecting = false
        this.emit('connect')
      })
    },
  })
}

/** Gives every TLS connection a socket of the virtual network to run over. */
function replaceConnect(): void {
  const tls = process.getBuiltinModule('node:tls')
  const original = tls.connect as unknown as Connect
  const normalize = (
    net as unknown as { _normalizeArgs(args: unknown[]): [ConnectOptions, (() => void) | null] }
  )._normalizeArgs
  replace(tls, 'connect', (...args: unknown[]) => {
    const [options, onSecure] = normalize(args)
    // With (port, host, options) the last object counts as well.
    const extra = args.find((arg, index) => index > 0 && typeof arg === 'object' && arg !== null)
    const all: ConnectOptions = { ...options, ...(extra as Partial<ConnectOptions> | undefined) }
    const socket = all.socket ?? net.connect(all)
    return original({ ...all, socket }, onSecure ?? undefined)
  })
}
