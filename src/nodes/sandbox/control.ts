/** The agent's way to the runner, from inside the sandbox. */
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
