/** The agent's way to the runner from inside the sandbox. */
export interface TopoControl {
  /** Sends a message. In virtual time it leaves with the answer to the current step, in order with the frames. */
  send(message: object): void
  /** Calls `listener` for every message, including those that came before it was set. */
  onMessage(listener: (message: object) => void): void
  /** Keeps the current step from ending before `work` has settled. For work whose end the sandbox cannot see. */
  hold<T>(work: Promise<T>): Promise<T>
  /** Number of timers that are set and of connections and servers that are open. */
  handles(): number
  /**
   * Counts a piece of work on another thread until the returned function is called, with the function that releases its
   * result. Results are released in the order of the begins.
   */
  begin(): (release: () => void) => void
  /** Sends waiting messages and closes the connection, which ends the process. */
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
