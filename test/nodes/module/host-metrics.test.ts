import type { Libp2p } from '@libp2p/interface'
import { Counter, Gauge, Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { hostSamples } from '../../../src/nodes/module/host-metrics.ts'
import { MetricBook } from '../../../src/nodes/module/metric-book.ts'

const hostWith = (metrics: object | undefined) => ({ components: { metrics } }) as unknown as Libp2p

/** An implementation that keeps nothing. */
function silent() {
  const metric = { update: () => {}, increment: () => {}, decrement: () => {}, reset: () => {} }
  return {
    registerMetric: (_name: string, options?: { readonly calculate?: () => number }) =>
      options?.calculate === undefined ? metric : undefined,
    registerCounter: () => metric,
    registerMetricGroup: (_name: string, _options?: object) => metric,
    registerCounterGroup: (_name: string, _options?: object) => metric,
  }
}

it('any implementation of metrics is read by the values that it was given', async () => {
  const metrics = silent()
  const book = new MetricBook()
  book.watch(metrics)
  const samples = (name: string) => hostSamples(hostWith(metrics), book, name)
  const held = metrics.registerMetric('held')
  metrics.registerMetric('calculated', { calculate: () => 7 })
  const group = metrics.registerMetricGroup('open', { label: 'direction' })
  const total = metrics.registerCounter()
  expect(await samples('held')).toEqual([])
  const change = (method: 'update' | 'increment' | 'decrement' | 'reset', on = held, ...given: unknown[]) =>
    Reflect.apply(Reflect.get(Object(on), method), on, given)
  change('update', held, 5)
  change('increment', held)
  change('decrement', held, 2)
  expect(await samples('held')).toEqual([{ labels: {}, value: 4 }])
  expect(await samples('calculated')).toEqual([{ labels: {}, value: 7 }])
  change('increment', group, { inbound: true, outbound: 3 })
  change('increment', group, { inbound: 2 })
  expect(await samples('open')).toEqual([
    { labels: { direction: 'inbound' }, value: 3 },
    { labels: { direction: 'outbound' }, value: 3 },
  ])
  change('reset', group)
  expect(await samples('open')).toEqual([])
  expect(total).toBeDefined()
  expect(await samples('never registered')).toBeNull()
})

it.each([
  ['its own registry', (registry: Registry) => ({ transferStats: new Map(), registry })],
  [
    'the registry of prom-client',
    (registry: Registry) => ({
      transferStats: new Map(),
      registerMetric: (name: string) => ({ gauge: new Gauge({ name, help: 'x', registers: [registry] }) }),
    }),
  ],
] as const)(
  'with @libp2p/prometheus-metrics on %s, the program’s own metrics are read too',
  async (_, make) => {
    const registry = new Registry()
    new Counter({ name: 'chat_messages_total', help: 'x', labelNames: ['room'], registers: [registry] }).inc(
      { room: 'a' },
      3,
    )
    expect(await hostSamples(hostWith(make(registry)), null, 'chat_messages_total')).toEqual([
      { labels: { room: 'a' }, value: 3 },
    ])
  },
)

it('a host without metrics cannot tell', async () => {
  await expect(hostSamples(hostWith(undefined), null, 'x')).rejects.toThrow('its host has no `metrics:`')
})
