/** net.Server over the virtual network: Node's own class, with another way to bind and to accept. */
import net from 'node:net'
import type { Flow } from '../../../protocol/wire.ts'
import { outsideContext } from '../contexts.ts'
import { replace } from '../replace.ts'
import type { Connection } from './connection.ts'
import { connectionError, SandboxError } from './errors.ts'
import type { Listener } from './listeners.ts'
import type { Network } from './network.ts'
import { context, inContextOf } from './socket-context.ts'
import { attach, type VirtualSocket } from './sockets.ts'

/** The parts of a net.Server that its public type keeps to itself. */
export interface VirtualServer extends net.Server {
  _handle: Handle | null
  _connections: number
  allowHalfOpen?: boolean
  pauseOnConnect?: boolean
  noDelay?: boolean
  keepAlive?: boolean
  highWaterMark?: number
}

/** The part of a listening handle that net.Server uses. */
interface Handle {
  close(): void
  getsockname(out: object): number
  ref(): void
  unref(): void
}

/** UV_TCP_IPV6ONLY, as Node gives it to libuv. */
const ipv6OnlyFlag = 1

export function installServers(network: Network): void {
  // Node's own listen() sorts out its many overloads and looks up the host, then calls this.
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
      const listening = network.listen(this, { address, port, ...(ipv6Only && { ipv6Only }) })
      if (typeof listening === 'string') {
        fail(connectionError(listening, 'listen', address, port))
        return
      }
      const name = { address, family: net.isIPv6(address) ? 'IPv6' : 'IPv4', port: listening.port }
      this._handle = {
        close: () => network.unlisten(listening.id),
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

/** The network does not let the server listen after all: the node has lost the address since. */
export function listenFailed({ server, address, port }: Listener, code: string): void {
  server._handle = null
  server.emit('error', connectionError(code, 'listen', address, port))
}

/** Gives a server a connection that has come for it, or resets it when the server is full. */
export function accept(
  listener: Listener,
  flow: Flow,
  connect: (socket: VirtualSocket) => Connection,
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
  attach(socket, connect(socket), { local, remote, listener: flow.listener })
  server._connections++
  socket.server = server
  socket._server = server as unknown as NonNullable<VirtualSocket['_server']>
  if (server.pauseOnConnect) socket.pause()
  inContextOf(listener, () => server.emit('connection', socket))
}

/** A server on `::` sees IPv4 peers through mapped addresses. */
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
