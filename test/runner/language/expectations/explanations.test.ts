/** State and reason of an observer change together. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventBody, Path } from '../../../../src/events/event.ts'
import {
  type ExpectationKind,
  type ExpectationPlan,
  expectationOf,
} from '../../../../src/runner/language/expectations/registry.ts'
import { LogBuilder } from '../../../fixtures/log-builder.ts'
import { entry } from '../../../fixtures/observe.ts'

type ParamsOf<K extends ExpectationKind> = Extract<ExpectationPlan, { readonly kind: K }>['params']
type Rows = { readonly [K in ExpectationKind]: readonly ParamsOf<K>[] }

const [from, to, via] = [['alice'], ['boot'], null] as const
const reservation = { peer: ['alice'], relay: ['boot'], status: null, renewals: null, longestGap: null }
const often = { min: 1, max: null }

/** A new expectation does not compile without a row. */
const rows = {
  reachable: [{ from: [...from], to: [...to], path: null, via }],
  unreachable: [{ from: [...from], to: [...to], path: null }],
  matrix: [{ table: [{ from: 'alice', to: 'boot', cell: 'direct' }] }],
  reservation: (['both', 'peer', 'relay'] as const).flatMap((accordingTo) =>
    (['held', 'none', 'refused'] as const).map((state) => ({ ...reservation, accordingTo, state })),
  ),
  connection: [true, false].map((answers) => ({
    from: [...from],
    to: [...to],
    state: 'open' as const,
    path: null,
    via,
    answers,
  })),
  addresses: [{ node: ['alice'], path: 'relayed', via, state: 'present', longestGap: null }],
  'nat-status': [{ node: ['alice'], status: 'public' }],
  upgraded: [{ from: [...from], to: [...to] }],
  registered: (['held', 'none', 'refused'] as const).map((state) => ({
    peer: ['alice'],
    point: ['boot'],
    namespace: 'chat',
    state,
  })),
  discovered: [{ by: ['alice'], peer: ['boot'], namespace: 'chat', point: null }],
  metric: [{ node: ['boot'], name: 'held', labels: {}, value: often }],
  resource: [{ node: ['alice'], of: 'open-streams', protocol: null, atMost: 3 }],
  identified: [
    { by: ['alice'], peer: ['boot'], protocols: ['/a'], without: ['/b'], agent: 'js', observed: null },
  ],
  transfer: [{ from: [...from], to: [...to], bytes: 10, path: null, over: 'new', outcome: 'complete' }],
  event: [{ of: 'reservation-made', node: null, where: {}, times: often }],
  log: [{ node: ['alice'], pattern: 'x', times: often }],
  process: [{ node: ['alice'], state: 'running', code: null, signal: null }],
} as const satisfies { readonly [K in ExpectationKind]: readonly object[] } as unknown as Rows

const direct: Path = { kind: 'direct' }
const relayed: Path = { kind: 'relayed', relay: 'boot' }
const pair = { entry, from: 'alice', to: 'boot' } as const
const dial = { node: 'alice', connection: 'c1', peer: 'boot', direction: 'outbound', address: '/a' } as const
const registration = {
  node: 'boot',
  peer: 'alice',
  namespace: 'chat',
  status: 'OK',
  ttl: 9,
  held: 1,
} as const
const reserves = { node: 'boot', peer: 'alice', byFault: false, held: 1 } as const
const peerId = '12D3KooWPdcRuT3nLdV4L52PdJey2toUUD24S8pQ9ohDWcQZKvvf'

const bodies: readonly EventBody[] = [
  ...['alice', 'boot'].flatMap((node): readonly EventBody[] => [
    { kind: 'node-ready', node, incarnation: 1, peerId, addresses: ['/ip4/5.16.0.11/tcp/4001'] },
    { kind: 'node-exited', node, code: null, signal: 'SIGKILL', expected: true },
    { kind: 'node-paused', node },
    { kind: 'node-resumed', node },
  ]),
  { kind: 'addresses', node: 'alice', addresses: [] },
  { kind: 'addresses', node: 'alice', addresses: [`/ip4/5.16.0.10/tcp/4001/p2p/${peerId}/p2p-circuit`] },
  ...[direct, relayed].flatMap((path): readonly EventBody[] => [
    { kind: 'connection-opened', ...dial, path },
    { kind: 'connection-closed', node: 'alice', connection: 'c1', peer: 'boot', path },
  ]),
  { kind: 'connection-opened', ...dial, connection: 'c2', path: direct },
  { kind: 'connection-closed', node: 'alice', connection: 'c2', peer: 'boot', path: direct },
  ...[true, false].map((renewal): EventBody => {
    return { kind: 'reservation-made', node: 'alice', relay: 'boot', renewal, expires: 1e9 }
  }),
  { kind: 'reservation-failed', node: 'alice', relay: 'boot', reason: 'denied' },
  { kind: 'reservation-lost', node: 'alice', relay: 'boot', reason: 'closed' },
  ...(['accepted', 'renewed', 'refused', 'expired', 'disconnected', 'dropped'] as const).map(
    (outcome): EventBody => ({
      kind: 'relay-reservation',
      ...reserves,
      outcome,
      status: outcome === 'refused' ? 'RESOURCE_LIMIT_EXCEEDED' : 'OK',
    }),
  ),
  ...(['accepted', 'renewed', 'refused', 'expired', 'unregistered'] as const).map(
    (outcome): EventBody => ({ kind: 'rendezvous-registration', ...registration, outcome }),
  ),
  {
    kind: 'rendezvous-discovered',
    node: 'alice',
    at: 'boot',
    namespace: 'chat',
    peer: 'boot',
    addresses: [],
    expires: 1e9,
  },
  ...(['public', 'private', 'unknown'] as const).map(
    (status): EventBody => ({ kind: 'nat-status', node: 'alice', status, address: '' }),
  ),
  { kind: 'probe', ...pair, outcome: 'reached', paths: [direct], reason: '' },
  { kind: 'probe', ...pair, outcome: 'not-reached', paths: [], reason: 'no answer' },
  { kind: 'ping', ...pair, outcome: 'answered', paths: [direct], reason: '' },
  { kind: 'ping', ...pair, outcome: 'silent', paths: [], reason: 'no answer' },
  ...(['complete', 'cut-off', 'not-reached', 'untold'] as const).map(
    (outcome): EventBody => ({
      kind: 'transfer',
      ...pair,
      outcome,
      path: null,
      bytes: 10,
      arrived: 0,
      reason: 'x',
    }),
  ),
  ...[0, 2].map(
    (value): EventBody => ({
      kind: 'metric',
      entry,
      node: 'boot',
      name: 'held',
      outcome: 'read',
      value,
      reason: '',
    }),
  ),
  { kind: 'log-matched', entry, node: 'alice', line: 'x' },
]

const plans = (Object.keys(rows) as ExpectationKind[]).flatMap((kind) =>
  rows[kind].map((params) => ({ kind, params: params as Record<string, unknown> })),
)

test.each(plans)(
  '$kind with $params names the event that turned success into failure, or the reverse',
  (plan) => {
    const sequence = fc.array(fc.constantFrom(...bodies), { maxLength: 40 })
    fc.assert(
      fc.property(sequence, (events) => {
        const observer = expectationOf(plan.kind).observe(plan.params, entry)
        const log = new LogBuilder()
        events.forEach((body, index) => {
          log.at((index + 1) * 1000, body)
        })
        let before = observer.state()
        for (const event of log.events) {
          observer.push(event)
          const after = observer.state()
          const both = [before.state, after.state].sort().join()
          if (both === 'fails,holds') {
            expect(after.reason).not.toBe(before.reason)
            expect(after.evidence).toContain(event.n)
          }
          before = after
        }
      }),
      { numRuns: 300 },
    )
  },
)

test.each(['both', 'peer'] as const)(
  'a reservation that passes, according to %s, never says that nobody asked',
  (accordingTo) => {
    const params = { ...reservation, accordingTo, state: 'held' }
    const observer = expectationOf('reservation').observe(params, entry)
    const log = new LogBuilder()
    log.at(1000, { kind: 'reservation-made', node: 'alice', relay: 'boot', renewal: false, expires: 1e9 })
    log.at(2000, { kind: 'relay-reservation', ...reserves, outcome: 'accepted', status: 'OK' })
    for (const event of log.events) observer.push(event)
    expect(observer.state()).toMatchObject({
      state: 'holds',
      reason: `alice holds a reservation on boot: ${accordingTo === 'peer' ? 'alice made it at 1s' : 'boot accepted it at 2s'}`,
    })
  },
)
