import { expect, it } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import { Spans } from '../../../../src/runner/reports/tables/spans.ts'
import { startedLog } from '../../../fixtures/log-builder.ts'

const made = (node: string, renewal = false) =>
  ({ kind: 'reservation-made', node, relay: 'boot', renewal, expires: 0 }) as const
const lost = (node: string) => ({ kind: 'reservation-lost', node, relay: 'boot', reason: 'gone' }) as const
const exited = (node: string) =>
  ({ kind: 'node-exited', node, code: 0, signal: null, expected: true }) as const
const opened = (node: string, connection: string): EventBody => ({
  kind: 'connection-opened',
  node,
  connection,
  peer: 'boot',
  direction: 'outbound',
  path: { kind: 'relayed', relay: 'boot' },
  address: '/ip4/1.2.3.4/tcp/1',
})
const closed = (node: string, connection: string): EventBody => ({
  kind: 'connection-closed',
  node,
  connection,
  peer: 'boot',
  path: { kind: 'relayed', relay: 'boot' },
})

function spansOf(log: ReturnType<typeof startedLog>): Spans {
  const spans = new Spans()
  for (const event of log.events) spans.push(event)
  spans.end()
  return spans
}

it('a reservation lasts from its first grant until it is lost, its node ends, or the run ends', () => {
  const log = startedLog('x', 'alice', 'bob', 'carol')
    .at(100, made('alice'), made('bob'))
    .at(200, made('alice', true), made('carol'))
    .at(300, lost('alice'), exited('bob'))
    .at(400, made('alice'))
    .at(900, { kind: 'run-ended', cause: 'finished', reason: '' })
  expect(spansOf(log).reservations).toEqual([
    { node: 'alice', relay: 'boot', made: 100, ended: 300, held: 200, renewals: 1, reason: 'gone' },
    { node: 'bob', relay: 'boot', made: 100, ended: 300, held: 200, renewals: 0, reason: 'the node ended' },
    { node: 'carol', relay: 'boot', made: 200, ended: null, held: 700, renewals: 0, reason: null },
    { node: 'alice', relay: 'boot', made: 400, ended: null, held: 500, renewals: 0, reason: null },
  ])
})

it('a connection lasts until it is closed, its node ends, or the run ends; two nodes may use one name', () => {
  const log = startedLog('x', 'alice', 'bob')
    .at(100, opened('alice', 'c1'), opened('bob', 'c1'), opened('bob', 'c2'))
    .at(200, closed('bob', 'c1'))
    .at(300, exited('bob'))
    .at(900, { kind: 'run-ended', cause: 'finished', reason: '' })
  const { connections } = spansOf(log)
  expect(connections[0]).toMatchObject({
    peer: 'boot',
    path: 'relayed',
    relay: 'boot',
    direction: 'outbound',
  })
  expect(
    connections.map(({ node, opened: from, closed: to, lasted, reason }) => [node, from, to, lasted, reason]),
  ).toEqual([
    ['bob', 100, 200, 100, 'closed'],
    ['bob', 100, 300, 200, 'exited'],
    ['alice', 100, null, 800, null],
  ])
})

it('a loss or a close of what the log does not know gives no row', () => {
  const { reservations, connections } = spansOf(
    startedLog('x', 'alice').at(1, lost('alice'), closed('alice', 'c')),
  )
  expect([reservations, connections]).toEqual([[], []])
})
