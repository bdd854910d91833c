/** The runner's messages to the sandbox of a node process, which the agent in it does not see. */
import type { Directory } from './directory.ts'
import type { NamedSettings } from './start-parameters.ts'

export type SandboxMessage =
  /** The node's calendar is off by so many milliseconds from now on. */
  | { readonly type: 'sandbox/skew'; readonly milliseconds: number }
  /** The node has these addresses from now on. */
  | { readonly type: 'sandbox/addresses'; readonly addresses: readonly string[] }

export function isSandboxMessage(message: object): message is SandboxMessage {
  return 'type' in message && typeof message.type === 'string' && message.type.startsWith('sandbox/')
}

/** The runner's messages to a process that several nodes share. A batch of `frames` of a node carries one. */
export type SharedProcessMessage =
  /** A run begins. Its nodes are configured without a directory of their own. */
  | ({ readonly type: 'run' } & Directory)
  /** The node begins, and takes steps from now on. */
  | ({ readonly type: 'open' } & NamedSettings)
  /** The node ends at once, as a killed process does. */
  | { readonly type: 'close' }
