import { isIP } from 'node:net'
import * as z from 'zod'

/** The TCP port of a node on real sockets. */
export const ownPort = z.int().min(0).max(65_535)

export const ownHost = z
  .string()
  .refine((text) => isIP(text) !== 0, { error: 'expected an IP address such as 127.0.0.1 or 0.0.0.0' })

export const multiaddrText = z
  .string()
  .startsWith('/', 'expected a multiaddr such as /ip4/127.0.0.1/tcp/4001')

/** A node by its multiaddr with its peer id, or by its handle. */
export type Addressable = string | { readonly multiaddrs: readonly string[] }

/** `/ip4/127.0.0.1/tcp/4001/p2p/12D3…` */
export function addressOf(node: Addressable): string {
  // An empty text fails the later validation, which reports the missing address.
  return typeof node === 'string' ? node : (node.multiaddrs[0] ?? '')
}

export function listenAddress(host: string, port: number): string {
  return `/ip${isIP(host)}/${host}/tcp/${port}`
}
