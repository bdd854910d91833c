/** How the agent speaks with the runner from inside the sandbox. */
export interface TopoControl {
  /** In virtual time the message leaves with the answer to the step at hand, in order with the network's frames. */
  send(message: object): void
  /** Messages that came before the first listener are kept for it. */
  onMessage(listener: (message: object) => void): void
  /** Tells the sandbox of work that it cannot see the end of: the step is not over before `work` has settled. */
  hold<T>(work: Promise<T>): Promise<T>
  /** Sends what is left and closes the connection, which ends the process. */
  close(): void
}

const key = Symbol.for('topo.control')

/** The sandbox's control, or undefined in a process without a sandbox. */
export function topoControl(): TopoControl | undefined {
  return (globalThis as { [key]?: TopoControl })[key]
}

export function publishControl(control: TopoControl): void {
  Object.defineProperty(globalThis, key, { value: control, configurable: true })
}

/** Messages that the sandbox obeys itself; the agent does not see them. */
export type SandboxMessage =
  | { readonly type: 'sandbox/skew'; readonly milliseconds: number }
  | { readonly type: 'sandbox/addresses'; readonly addresses: readonly string[] }

export function isSandboxMessage(message: object): message is SandboxMessage {
  return 'type' in message && typeof message.type === 'string' && message.type.startsWith('sandbox/')
}

/** The first message of every process, and the last of one that ends by an error that nobody caught. */
export type SandboxNews =
  | { readonly type: 'hello'; readonly secret: string; readonly pid: number; readonly node: string }
  | { readonly type: 'fatal'; readonly error: string; readonly stack: string }
