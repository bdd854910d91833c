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
  /** Reason why the sandbox differs. It is in the table of limits in docs/virtual-time.md. */
  readonly differs?: string
}

/** Scripts by the sentence that they check. */
export type Scripts = Readonly<Record<string, Script>>
