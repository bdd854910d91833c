/** The parameters that the runner gives a node process at its start, as JSON in one environment variable. */

export const startVariable = 'TOPO_NODE'

/** The parameters of every node process: how it calls in. */
export interface NodeStart {
  readonly node: string
  /** Port of the runner on 127.0.0.1. */
  readonly port: number
  /** Unix socket of the runner: faster than TCP, and there also where 127.0.0.1 is another one. Null: none. */
  readonly path: string | null
  /** Proves to the runner that this process is the one that it started. */
  readonly secret: string
}

/** Settings from which a sandbox makes a node. */
export interface SandboxSettings {
  /** The seed and the node's name determine everything random in the process. */
  readonly seed: string
  readonly clock: 'virtual' | 'real'
  /** Calendar time of the run's start, in milliseconds since 1970. */
  readonly epoch: number
  /** The run's time at which this process starts, in milliseconds since the run's start. */
  readonly time: number
  /** The node's own addresses, such as `10.0.0.2`, without loopback. */
  readonly addresses: readonly string[]
}

export interface NamedSettings extends SandboxSettings {
  readonly node: string
}

export interface SandboxParameters extends NodeStart, SandboxSettings {
  /** True: the process holds several nodes, which the runner opens one by one. Absent: this is its only one. */
  readonly isShared?: boolean
}

/** Reads the parameters and removes them from the environment. */
export function takeStart(environment: NodeJS.ProcessEnv): NodeStart {
  const text = environment[startVariable]
  hideOwn(environment)
  if (text === undefined) throw new Error(`${startVariable} is not set: topo starts this program`)
  const value: unknown = JSON.parse(text)
  if (!isRecord(value) || !isStart(value)) throw notParameters()
  return value
}

/**
 * Reads the parameters of a sandbox and removes them from the environment. Undefined where the process runs without a
 * sandbox: the variable is missing, or it has no clock because the node is on the machine's real network.
 */
export function takeParameters(environment: NodeJS.ProcessEnv): SandboxParameters | undefined {
  const text = environment[startVariable]
  if (text === undefined) return undefined
  const value: unknown = JSON.parse(text)
  if (!isRecord(value) || !('clock' in value)) return undefined
  hideOwn(environment)
  if (!isParameters(value)) throw notParameters()
  return value
}

/** Removes the variables that are for topo and for Node, which has read its own at the start, from a program's sight. */
function hideOwn(environment: NodeJS.ProcessEnv): void {
  delete environment[startVariable]
  delete environment['NODE_COMPILE_CACHE']
}

type Unchecked<T> = Partial<Record<keyof T, unknown>>

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isStart(fields: Unchecked<NodeStart>): fields is NodeStart {
  return (
    typeof fields.node === 'string' &&
    typeof fields.port === 'number' &&
    (fields.path === null || typeof fields.path === 'string') &&
    typeof fields.secret === 'string'
  )
}

function isParameters(fields: Unchecked<SandboxParameters>): fields is SandboxParameters {
  return (
    typeof fields.seed === 'string' &&
    (fields.clock === 'virtual' || fields.clock === 'real') &&
    typeof fields.epoch === 'number' &&
    typeof fields.time === 'number' &&
    Array.isArray(fields.addresses) &&
    fields.addresses.every((address) => typeof address === 'string') &&
    isStart(fields)
  )
}

function notParameters(): TypeError {
  return new TypeError(`${startVariable} does not hold a node's parameters`)
}
