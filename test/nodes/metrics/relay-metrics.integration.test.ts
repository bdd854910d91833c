import { describe, expect, test } from 'vitest'
import type { NodeEvent } from '../../../src/events/event.ts'
import { readMetric } from '../../../src/nodes/metrics/read-metrics.ts'
import { RelayMetrics } from '../../../src/nodes/metrics/relay-metrics.ts'
import { serveMetrics } from '../../../src/nodes/metrics/serve-metrics.ts'

const reservation = { kind: 'relay-reservation', peer: 'alice', byFault: false } as const
const circuit = { kind: 'relay-circuit', source: 'bob', destination: 'alice' } as const
const connection = { connection: 'c1', peer: 'alice', path: { kind: 'direct' } } as const

const events: readonly NodeEvent[] = [
  { kind: 'connection-opened', direction: 'inbound', address: '/a', ...connection },
  { kind: 'connection-opened', direction: 'inbound', address: '/a', ...connection },
  { ...reservation, outcome: 'accepted', status: 'OK', held: 1 },
  { ...reservation, outcome: 'accepted', status: 'OK', held: 2 },
  { ...reservation, outcome: 'refused', status: 'RESERVATION_REFUSED', held: 2 },
  { ...circuit, outcome: 'opened', status: 'OK' },
  { kind: 'connection-closed', ...connection },
  { ...reservation, outcome: 'expired', status: 'OK', held: 1 },
  {
    kind: 'rendezvous-registration',
    peer: 'alice',
    namespace: 'chat',
    outcome: 'accepted',
    status: 'OK',
    ttl: 1,
    held: 1,
  },
]

const wanted = [
  [
    'topo_relay_reservations_total',
    [
      { labels: { outcome: 'accepted', status: 'OK' }, value: 2 },
      { labels: { outcome: 'refused', status: 'RESERVATION_REFUSED' }, value: 1 },
      { labels: { outcome: 'expired', status: 'OK' }, value: 1 },
    ],
  ],
  ['topo_relay_circuits_total', [{ labels: { outcome: 'opened', status: 'OK' }, value: 1 }]],
  ['topo_relay_reservations', [{ labels: {}, value: 1 }]],
  ['topo_connections', [{ labels: {}, value: 1 }]],
  ['topo_rendezvous_registrations_total', [{ labels: { outcome: 'accepted', status: 'OK' }, value: 1 }]],
  ['topo_rendezvous_registrations', [{ labels: {}, value: 1 }]],
  ['topo_nothing', null],
] as const

describe('the metrics of a boot-node', () => {
  test('count events, and are read over HTTP', async () => {
    const metrics = new RelayMetrics()
    const other = new RelayMetrics()
    for (const event of events) metrics.take(event)
    const server = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 })
    try {
      for (const [name, samples] of wanted) expect(await readMetric(server.url, name)).toEqual(samples)
    } finally {
      await server.stop()
    }
    expect(await other.text()).not.toContain('accepted')
  })

  test('are nowhere but at /metrics, and gone when the server is stopped', async () => {
    const server = await serveMetrics(new RelayMetrics(), { host: '127.0.0.1', port: 0 })
    await expect(readMetric(server.url.replace('/metrics', '/'), 'topo_connections')).rejects.toThrow('404')
    await server.stop()
    await expect(readMetric(server.url, 'topo_connections')).rejects.toThrow('ECONNREFUSED')
  })

  test('need a port that is free', async () => {
    const server = await serveMetrics(new RelayMetrics(), { host: '127.0.0.1', port: 0 })
    const port = Number(new URL(server.url).port)
    await expect(serveMetrics(new RelayMetrics(), { host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE')
    await server.stop()
  })
})
