import { expect, test } from 'vitest'
import type { EventBody, Path } from '../../../../src/events/event.ts'
import type { ProbeContext } from '../../../../src/runner/language/expectations/expectation.ts'
import { type ExpectationPlan, expectationOf } from '../../../../src/runner/language/expectations/registry.ts'
import type { NodeHandle } from '../../../../src/runner/simulation/node-handle.ts'
import { entry, type ObserverCase, observe } from '../../../fixtures/observe.ts'

const wanted: ExpectationPlan = {
  kind: 'connection',
  params: {
    from: ['service'],
    to: ['light'],
    state: 'open',
    path: null,
    via: null,
    limited: null,
    answers: true,
  },
}
const direct: Path = { kind: 'direct' }
const opened: EventBody = {
  kind: 'connection-opened',
  node: 'service',
  connection: 'c1',
  peer: 'light',
  direction: 'inbound',
  path: direct,
  address: '/ip4/1.2.3.4/tcp/1',
}
const closed: EventBody = {
  kind: 'connection-closed',
  node: 'service',
  connection: 'c1',
  peer: 'light',
  path: direct,
}
type Ping = Extract<EventBody, { kind: 'ping' }>
const ping = (outcome: Ping['outcome'], reason = '', of = entry): Ping => ({
  kind: 'ping',
  entry: of,
  from: 'service',
  to: 'light',
  outcome,
  paths: outcome === 'answered' ? [direct] : [],
  reason,
})

const answers = 'light answers service over the open connection (directly)'
const waiting = 'service has not pinged light yet'

const cases: readonly ObserverCase[] = [
  ['fails when there is none', [], 'fails', 'service has no connection to light'],
  ['is pending before a ping', [opened], 'pending', waiting],
  ['holds when it answers', [opened, ping('answered')], 'holds', answers],
  ['does not count the ping of another entry', [opened, ping('answered', '', '2-x')], 'pending', waiting],
  [
    'fails when it is dead',
    [opened, ping('silent', 'directly: no answer in 5000 ms')],
    'fails',
    'service is connected to light, but the connection is dead: directly: no answer in 5000 ms',
  ],
  [
    'is undetermined when the node cannot ping',
    [opened, ping('untold', 'service is paused and cannot ping')],
    'undetermined',
    'service is paused and cannot ping',
  ],
  [
    'fails when it was closed',
    [opened, ping('answered'), closed],
    'fails',
    'service has no connection to light',
  ],
  ['is pending when another one is open', [opened, ping('answered'), closed, opened], 'pending', waiting],
]

test.each(cases)('a connection that must answer %s', (_title, bodies, state, reason) => {
  expect(observe(wanted, bodies)).toMatchObject({ state, reason })
})

test.each([
  ['what answered', 'running', async () => ({ answered: [direct], silent: [] }), [{ outcome: 'answered' }]],
  [
    'what is dead',
    'running',
    async () => ({ answered: [], silent: [{ path: direct, reason: 'no answer in 5000 ms' }] }),
    [{ outcome: 'silent', reason: 'directly: no answer in 5000 ms' }],
  ],
  ['nothing without a connection', 'running', async () => ({ answered: [], silent: [] }), []],
  [
    'that a paused node cannot ping',
    'paused',
    async () => ({ answered: [], silent: [] }),
    [{ outcome: 'untold', reason: 'service is paused and cannot ping' }],
  ],
  [
    'what kept the node from answering',
    'running',
    () => Promise.reject(new Error('unknown command')),
    [{ outcome: 'untold', reason: 'service did not finish its ping (unknown command)' }],
  ],
] as const)('a probe logs %s', async (_title, status, request, logged) => {
  const events: EventBody[] = []
  const node = { status, peerId: 'id', whenStarted: async () => {}, request } as unknown as NodeHandle
  const context = {
    entry,
    node: () => node,
    clock: { now: () => 0 },
    mode: 'within',
    time: 10_000,
    deadline: 10_000,
    dialTime: 600,
    log: (event: EventBody) => events.push(event),
    signal: new AbortController().signal,
  }
  await expectationOf('connection').probe?.(context as unknown as ProbeContext, wanted.params)
  expect(events).toMatchObject(logged.map((one) => ({ kind: 'ping', from: 'service', to: 'light', ...one })))
})
