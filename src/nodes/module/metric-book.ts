/**
 * A copy of the values that a host gives to its `metrics:`, whatever implements them: an implementation need not give
 * them back. Histograms and summaries are not copied.
 */
import type { Sample } from '../../protocol/messages.ts'

type Values = Readonly<Record<string, number | undefined>>

interface Options {
  readonly label?: string
  readonly calculate?: () => unknown
}

type RegisterMetric = (name: string, options?: Options) => unknown

/** Methods of libp2p's Metrics that make a metric with one value, or with one for each label. */
const singles = ['registerMetric', 'registerCounter'] as const
const groups = ['registerMetricGroup', 'registerCounterGroup'] as const

interface Entry {
  readonly label: string | null
  readonly values: Map<string, number>
  readonly calculate: (() => unknown) | null
}

export class MetricBook {
  readonly #entries = new Map<string, Entry>()

  /** Copies all values that `metrics` takes from now on. */
  watch(metrics: object): void {
    for (const method of singles) this.#wrap(metrics, method, false)
    for (const method of groups) this.#wrap(metrics, method, true)
  }

  /** The samples of a metric; null: the host has none of this name. */
  async samples(name: string): Promise<readonly Sample[] | null> {
    const entry = this.#entries.get(name)
    if (entry === undefined) return null
    const { label, calculate, values } = entry
    const calculated = calculate === null ? null : await calculate()
    if (typeof calculated === 'number') return [{ labels: {}, value: calculated }]
    const known = calculated === null ? [...values] : Object.entries(calculated as Values)
    return known.map(([key, value = 0]) => ({ labels: label === null ? {} : { [label]: key }, value }))
  }

  #wrap(metrics: object, method: string, isGroup: boolean): void {
    const register: unknown = Reflect.get(metrics, method)
    if (typeof register !== 'function') return
    const original = register.bind(metrics) as RegisterMetric
    Reflect.set(metrics, method, (name: string, options: Options = {}) => {
      const values = this.#entries.get(name)?.values ?? new Map<string, number>()
      const label = isGroup ? (options.label ?? name) : null
      this.#entries.set(name, { label, values, calculate: options.calculate ?? null })
      const metric = original(name, options)
      return typeof metric === 'object' && metric !== null ? copying(metric, values, isGroup) : metric
    })
  }
}

/** A metric that notes each change before it passes it on. */
function copying(metric: object, values: Map<string, number>, isGroup: boolean): object {
  const change = (given: unknown, next: (key: string, by: number) => number) => {
    const changes: Values = isGroup ? Object(given) : { '': typeof given === 'number' ? given : 1 }
    for (const [key, by] of Object.entries(changes))
      values.set(key, next(key, typeof by === 'number' ? by : 1))
  }
  const notes: Readonly<Record<string, (given: unknown) => void>> = {
    update: (given) => change(given, (_key, by) => by),
    increment: (given) => change(given, (key, by) => (values.get(key) ?? 0) + by),
    decrement: (given) => change(given, (key, by) => (values.get(key) ?? 0) - by),
    reset: () => values.clear(),
  }
  return new Proxy(metric, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      const note = typeof key === 'string' ? notes[key] : undefined
      return (...given: unknown[]) => {
        note?.(given[0])
        return value.apply(target, given) as unknown
      }
    },
  })
}
