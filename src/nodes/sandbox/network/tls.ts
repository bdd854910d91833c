/**
 * TLS over the virtual network. TLS runs over any stream, with two exceptions: it waits for a net.Socket without a
 * kernel handle to connect, and without a given stream it opens a kernel socket.
 *
 * Loading `node:tls` takes several milliseconds, so the sandbox does not load it. A static import of it, or of https, in
 * the program loads it before the sandbox runs.
 */
import net from 'node:net'
import { replace } from '../replace.ts'

interface Secure extends Omit<net.Socket, 'connecting'> {
  connecting: boolean
  _parent?: net.Socket | null
}

interface TlsConnectOptions extends net.TcpNetConnectOpts {
  socket?: unknown
}

type Connect = (options: TlsConnectOptions, onSecure?: () => void) => unknown

export function installTls(): void {
  const loaded = (process as unknown as { moduleLoadList: string[] }).moduleLoadList
  if (loaded.includes('NativeModule tls')) replaceConnect()

  // The constructor of a TLS socket sets this property, and then looks at the transport.
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

/** Makes every TLS connection run over a socket of the virtual network. */
function replaceConnect(): void {
  const tls = process.getBuiltinModule('node:tls')
  const original = tls.connect as unknown as Connect
  const normalize = (
    net as unknown as { _normalizeArgs(args: unknown[]): [TlsConnectOptions, (() => void) | null] }
  )._normalizeArgs
  replace(tls, 'connect', (...args: unknown[]) => {
    const [options, onSecure] = normalize(args)
    // With the arguments (port, host, options), the options are the last one.
    const extra = args.find((arg, index) => index > 0 && typeof arg === 'object' && arg !== null)
    const all: TlsConnectOptions = { ...options, ...(extra as Partial<TlsConnectOptions> | undefined) }
    const socket = all.socket ?? net.connect(all)
    return original({ ...all, socket }, onSecure ?? undefined)
  })
}
