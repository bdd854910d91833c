/**
 * dgram.Socket over the virtual network. The class stays Node's, with its checks, its states and its errors; only the
 * handle of the kernel's socket is another one.
 */
import dgram from 'node:dgram'
import { disguise, replace } from '../replace.ts'
import { UdpHandle } from './udp-handle.ts'
import type { UdpSockets } from './udp-sockets.ts'

type RealHandle = object & { close(): void; lookup: unknown }
type State = { handle: RealHandle | UdpHandle | null }

export function installDatagrams(present: () => UdpSockets): void {
  const { createSocket, Socket } = dgram
  const adopt = <T extends object>(socket: T): T => {
    const state = stateOf(socket)
    if (state === null || state.handle === null || state.handle instanceof UdpHandle) return socket
    const own = state.handle
    const type: unknown = Reflect.get(socket, 'type')
    const handle = new UdpHandle(present(), type === 'udp6')
    handle.lookup = own.lookup
    // The socket that owns the handle, by which Node finds it.
    for (const key of Object.getOwnPropertySymbols(own)) Reflect.set(handle, key, Reflect.get(own, key))
    own.close()
    state.handle = handle
    return socket
  }
  const create = (...args: Parameters<typeof createSocket>) => adopt(createSocket(...args))
  replace(dgram, 'createSocket', disguise(create, createSocket))
  const stand = new Proxy(Socket, {
    construct: (target, args, newTarget) => adopt(Reflect.construct(target, args, newTarget) as object),
    apply: (target, self: object, args) => {
      Reflect.apply(target as unknown as (...all: unknown[]) => void, self, args)
      adopt(self)
    },
  })
  replace(dgram, 'Socket', stand)
}

/** The hidden state of a socket, with its handle. */
function stateOf(socket: object): State | null {
  const key = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'state symbol')
  const state: unknown = key === undefined ? undefined : Reflect.get(socket, key)
  return typeof state === 'object' && state !== null && 'handle' in state ? (state as State) : null
}
