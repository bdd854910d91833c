/**
 * A run of many nodes and very many events, as a long real one would leave it. As a program it stores one:
 * `node test/support/large-run.ts <folder> [nodes] [events]`.
 */
import { createRandom } from '../../src/base/random.ts'
import type { EventBody } from '../../src/events/event.ts'
import { reached, ready, started, startedLog } from '../fixtures/log-builder.ts'
import { bootNode, buildPlan, expectation, fault, peer, reachable } from '../fixtures/plan-builder.ts'
import type { FixtureRun } from '../fixtures/runs.ts'
import { storeRun } from '../fixtures/stored-run.ts'

const hours = 3_600_000

export function largeRun(nodes: number, events: number): FixtureRun {
  const random = createRandom(1, 'large-run')
  const peers = Array.from({ length: nodes - 2 }, (_, index) => `peer-${index + 1}`)
  const relays = ['boot-1', 'boot-2']
  const below = (limit: number) => Math.floor(random() * limit)
  const anyPeer = () => peers[below(peers.length)] ?? ''
  const anyRelay = () => relays[below(relays.length)] ?? ''
  const log = startedLog('large', ...relays, ...peers).at(30_000, started('1-reachable'))
  const open: EventBody[] = []
  const happen = (count: number): readonly EventBody[] => {
    const node = anyPeer()
    const relay = anyRelay()
    const direct = { kind: 'direct' } as const
    const path = random() < 0.6 ? direct : ({ kind: 'relayed', relay } as const)
    const connection = `c${count}`
    switch (below(6)) {
      case 0:
        return [
          {
            kind: 'relay-reservation',
            node: relay,
            peer: node,
            outcome: 'renewed',
            status: 'OK',
            byFault: false,
            held: 9,
          },
          { kind: 'reservation-made', node, relay, renewal: true, expires: 3 * hours },
        ]
      case 1:
        open.push({ kind: 'connection-closed', node, connection, peer: relay, path })
        return [
          {
            kind: 'connection-opened',
            node,
            connection,
            peer: relay,
            direction: 'outbound',
            path,
            address: '/ip4/5.16.0.10/tcp/4001',
          },
        ]
      case 2: {
        const closed = open.shift()
        return closed === undefined ? [] : [closed]
      }
      case 3:
        return [{ kind: 'addresses', node, addresses: [`/ip4/10.0.0.${below(250)}/tcp/4001`] }]
      case 4:
        return random() < 0.02
          ? [{ kind: 'reservation-lost', node, relay, reason: 'the connection was closed' }]
          : [{ kind: 'note', node, text: `note ${count}` }]
      default:
        return [reached('1-reachable', node, peers[below(12)] ?? '', random() < 0.3 ? null : relay)]
    }
  }
  for (let count = log.events.length; count < events - 4; count = log.events.length) {
    log.at(40_000 + Math.floor((count / events) * 3 * hours), ...happen(count))
  }
  const end = 40_000 + 3 * hours
  log
    .at(end, { kind: 'fault-started', entry: '2-restart' }, ready('boot-1', 2))
    .at(end, { kind: 'fault-applied', entry: '2-restart', changes: [{ what: 'nodes restarted', count: 1 }] })
    .at(end + 1000, { kind: 'run-ended', cause: 'finished', reason: '' })
  const plan = buildPlan(
    'large',
    [...relays.map(bootNode), ...peers.map((name) => peer(name, relays))],
    [
      expectation('1-reachable', reachable('peer-1', 'peer-2'), {
        mode: { kind: 'for', time: 2 * hours },
        every: 10_000,
      }),
      fault('2-restart', {
        kind: 'restart',
        params: { node: ['boot-1'], down: 0, how: 'stop', libp2p: null },
      }),
    ],
  )
  return { plan, events: log.events }
}

if (import.meta.main) {
  const [folder = 'results', nodes = '100', events = '100000'] = process.argv.slice(2)
  process.stdout.write(`${storeRun(folder, largeRun(Number(nodes), Number(events))).path}\n`)
}
