/** net.Server over the virtual network: Node's class, with replaced binding and accepting. */
import net from 'node:net'
import type { Listening } from '../../../protocol/listening.ts'
import type { Flow } from '../../../protocol/wire.ts'
import { outsideContext } from '../contexts.ts'
import { replace } from '../replace.ts'
import { connectionError, SandboxError } from './errors.ts'
import type { Listener } from './listeners.ts'
import { context, inContextOf } from './socket-context.ts'
import { attach } from './sockets.ts'
import type { VirtualServer } from './virtual-server.ts'
import type { SocketConnection, VirtualSocket } from './virtual-socket.ts'

/** The way from a server to the network. */
export interface Binder {
  /** Makes a server listen. Returns the listener, or the code of the error. */
  listen(server: VirtualServer, wanted: Listening): { readonly id: number; readonly port: number } | string
  unlisten(id: number): void
}

/** UV_TCP_IPV6ONLY, as Node gives it to libuv. */
const ipv6OnlyFlag = 1

export function installServers(binder: Binder): void {
  // Node's listen() reads its arguments and looks up the host, and then calls this method.
  replace(
    net.Server.prototype,
    '_listen2',
    function (
      this: VirtualServer,
      host: string | null,
      port: number,
      _family: unknown,
      _backlog: unknown,
      fd?: number,
      flags?: number,
    ) {
      const fail = (error: Error) => process.nextTick(() => this.emit('error', error))
      if (port < 0 || typeof fd === 'number') {
        fail(
          new SandboxError(
            'A server in the virtual network listens on an address and a port, on nothing else.',
          ),
        )
        return
      }
      const address = host || '::'
      const ipv6Only = net.isIPv6(address) && ((flags ?? 0) & ipv6OnlyFlag) !== 0
      const listening = binder.listen(this, { address, port, ...(ipv6Only && { ipv6Only }) })
      if (typeof listening === 'string') {
        fail(connectionError(listening, 'listen', address, port))
        return
      }
      const name = { address, family: net.isIPv6(address) ? 'IPv6' : 'IPv4', port: listening.port }
      this._handle = {
        close: () => binder.unlisten(listening.id),
        getsockname: (out) => {
          Object.assign(out, name)
          return 0
        },
        ref() {},
        unref() {},
      }
      process.nextTick(() => {
        if (this._handle !== null) this.emit('listening')
      })
    },
  )
}

/** Fails a server whose node has lost the address before the network could let the server listen. */
export function listenFailed({ server, address, port }: Listener, code: string): void {
  server._handle = null
  server.emit('error', connectionError(code, 'listen', address, port))
}

/** Gives an incoming connection to its server, or resets it when the server is full. */
export function accept(
  listener: Listener,
  flow: Flow,
  connect: (socket: VirtualSocket) => SocketConnection,
  reset: () => void,
): void {
  const { server } = listener
  const { local, remote } = seenBy(server, flow)
  if (server.maxConnections != null && server._connections >= server.maxConnections) {
    reset()
    server.emit('drop', {
      localAddress: local.address,
      localPort: local.port,
      localFamily: family(local.address),
      remoteAddress: remote.address,
      remotePort: remote.port,
      remoteFamily: family(remote.address),
    })
    return
  }
  const socket = new net.Socket({
    allowHalfOpen: server.allowHalfOpen ?? false,
    ...(server.highWaterMark !== undefined && {
      readableHighWaterMark: server.highWaterMark,
      writableHighWaterMark: server.highWaterMark,
    }),
  }) as unknown as VirtualSocket
  socket[context] = outsideContext()
  if (server.pauseOnConnect) socket.pause()
  attach(socket, connect(socket), { local, remote, listener: flow.listener })
  server._connections++
  socket.server = server
  socket._server = server as unknown as NonNullable<VirtualSocket['_server']>
  inContextOf(listener, () => server.emit('connection', socket))
}

/** Returns the ends as the server sees them: a server on `::` sees IPv4 addresses in their mapped form. */
function seenBy(server: VirtualServer, { local, remote }: Flow): Pick<Flow, 'local' | 'remote'> {
  const address = server.address()
  if (typeof address !== 'object' || address?.address !== '::' || !net.isIPv4(remote.address))
    return { local, remote }
  return {
    local: { ...local, address: `::ffff:${local.address}` },
    remote: { ...remote, address: `::ffff:${remote.address}` },
  }
}

function family(address: string): string {
  return net.isIPv6(address) ? 'IPv6' : 'IPv4'
}
