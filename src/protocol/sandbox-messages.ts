/** The runner's messages to the sandbox of a node process, which the agent in it does not see. */

export type SandboxMessage =
  /** The node's calendar is off by so many milliseconds from now on. */
  | { readonly type: 'sandbox/skew'; readonly milliseconds: number }
  /** The node has these addresses from now on. */
  | { readonly type: 'sandbox/addresses'; readonly addresses: readonly string[] }

export function isSandboxMessage(message: object): message is SandboxMessage {
  return 'type' in message && typeof message.type === 'string' && message.type.startsWith('sandbox/')
}
