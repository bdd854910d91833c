import type net from 'node:net'
import type { Tape } from './tape.ts'

/**
 * A small program over sockets. It runs on the machine's loopback, inside one node, and with server and client in two
 * nodes: all three must record the same.
 */
export interface Script {
  /** Makes the server. The suite lets it listen, and closes it at the end. */
  readonly serve?: (tape: Tape) => net.Server
  /** Acts as the client. */
  readonly act: (tape: Tape) => Promise<unknown> | unknown
  /** Server and client share more than a connection, so they run in one process only. */
  readonly together?: true
  /** Server and client run in two nodes only: inside one node, the sandbox does not differ. */
  readonly apart?: true
  /** Uses addresses of IPv6, which some machines lack. */
  readonly ipv6?: true
  /** The sandbox differs: the row of the table of limits in docs/virtual-time.md that says so. */
  readonly differs?: string
}

/** Scripts by the sentence that they check. */
export type Scripts = Readonly<Record<string, Script>>
