/** What the runner tells a node process at its start, as JSON in the environment variable `TOPO_NODE`. */
export interface SandboxParameters {
  /** Where the runner listens, on 127.0.0.1. */
  readonly port: number
  /** Where it listens on this machine alone, if it does: preferred. */
  readonly path: string | null
  /** Proves to the runner that this process is the one it started. */
  readonly secret: string
  readonly node: string
  /** Everything random in the process follows from the seed and the node's name. */
  readonly seed: string
  readonly clock: 'virtual' | 'real'
  /** The calendar time of the run's start, in milliseconds since 1970. */
  readonly epoch: number
  /** The run's time at which this process starts, in milliseconds since the run's start. */
  readonly time: number
  /** The node's own addresses, such as `10.0.0.2`; loopback is always there. */
  readonly addresses: readonly string[]
}

const parametersVariable = 'TOPO_NODE'

/**
 * Reads the parameters and removes them from the environment. Undefined where there is no sandbox to make: no
 * variable, or one that says nothing of a clock, because the process is to run on the real network of its machine.
 */
export function takeParameters(environment: NodeJS.ProcessEnv): SandboxParameters | undefined {
  const text = environment[parametersVariable]
  if (text === undefined) return undefined
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || !('clock' in value)) return undefined
  delete environment[parametersVariable]
  if (!isParameters(value)) throw new TypeError(`${parametersVariable} does not hold a node's parameters`)
  return value
}

function isParameters(value: object): value is SandboxParameters {
  const fields = value as Partial<Record<keyof SandboxParameters, unknown>>
  return (
    typeof fields.port === 'number' &&
    (fields.path === null || typeof fields.path === 'string') &&
    typeof fields.secret === 'string' &&
    typeof fields.node === 'string' &&
    typeof fields.seed === 'string' &&
    (fields.clock === 'virtual' || fields.clock === 'real') &&
    typeof fields.epoch === 'number' &&
    typeof fields.time === 'number' &&
    Array.isArray(fields.addresses) &&
    fields.addresses.every((address) => typeof address === 'string')
  )
}
