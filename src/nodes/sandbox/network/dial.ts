/** socket.connect(): its options, the lookup of the host, and the attempt to connect. */
import dns from 'node:dns'
import net from 'node:net'
import type { Endpoint } from '../../../protocol/wire.ts'
import { keepContext } from '../contexts.ts'
import { nodeError } from '../replace.ts'
import { connectionError, SandboxError } from './errors.ts'
import { resolveHost } from './names.ts'
import { context } from './socket-context.ts'
import { abandon, type VirtualSocket } from './virtual-socket.ts'

/** The way from a socket to the network. */
export interface Dialer {
  /** Returns the error code for a connection from this address and port, as bind(2) gives it; undefined: none. */
  cannotBind(local: Endpoint): string | undefined
  /** Starts to connect. Returns the function that gives up the attempt. */
  connect(socket: VirtualSocket, to: Endpoint, bound?: Endpoint): () => void
}

type Lookup = (host: string, options: object, answer: (error: Error | null, address: unknown) => void) => void

export interface ConnectOptions {
  host?: string
  port?: number | string
  path?: string
  family?: number
  localAddress?: string | null
  localPort?: number | null
  lookup?: Lookup
}

export function startConnecting(socket: VirtualSocket, dialer: Dialer, options: ConnectOptions): void {
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
  const { localAddress, localPort } = localEnd(options)
  let gone = false
  socket[context] = keepContext()
  socket.connecting = true
  socket[abandon] = () => {
    gone = true
  }
  const fail = (error: Error) => {
    if (!gone) socket.destroy(error)
  }
  const dial = (address: string) => {
    if (gone) return
    let local: Endpoint | undefined
    if (localAddress !== '' || localPort !== 0) {
      local = { address: localAddress || (net.isIPv6(address) ? '::' : '0.0.0.0'), port: localPort }
      const same = net.isIP(local.address) === net.isIP(address)
      const refusal = same ? dialer.cannotBind(local) : 'EINVAL'
      if (refusal !== undefined) {
        fail(connectionError(refusal, 'bind', local.address, localPort || undefined))
        return
      }
    }
    socket.emit('connectionAttempt', address, port, net.isIP(address))
    if (port === 0) fail(connectionError('ECONNREFUSED', 'connect', address, port))
    else socket[abandon] = dialer.connect(socket, { address, port }, local)
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
    if (error !== null) fail(error)
    else if (typeof first === 'string') dial(first)
  }
  const lookup = options.lookup ?? (dns.lookup as unknown as Lookup)
  lookup(host, { family: options.family ?? 0 }, answer)
}

/** The local end of the options. The network chooses an empty address, and a port 0. */
function localEnd({ localAddress, localPort }: ConnectOptions): { localAddress: string; localPort: number } {
  if (localAddress && net.isIP(localAddress) === 0) {
    throw nodeError(TypeError, 'ERR_INVALID_IP_ADDRESS', `Invalid IP address: ${localAddress}`)
  }
  if (localPort && typeof localPort !== 'number') {
    const message = `The "options.localPort" property must be of type number. Received ${typeof localPort}`
    throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', message)
  }
  return { localAddress: localAddress || '', localPort: localPort ? portNumber(localPort) : 0 }
}

function portNumber(port: unknown): number {
  const value = typeof port === 'string' && port.trim() !== '' ? Number(port) : port
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 65536) return value
  const message = `Port should be >= 0 and < 65536. Received ${String(port)}.`
  throw nodeError(RangeError as ErrorConstructor, 'ERR_SOCKET_BAD_PORT', message)
}
