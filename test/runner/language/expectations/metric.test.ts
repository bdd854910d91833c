import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import type { ProbeContext } from '../../../../src/runner/language/expectations/expectation.ts'
import { type ExpectationPlan, expectationOf } from '../../../../src/runner/language/expectations/registry.ts'
import type { NodeHandle } from '../../../../src/runner/simulation/node-handle.ts'
import { entry, type ObserverCase, observe } from '../../../fixtures/observe.ts'

const name = 'topo_relay_reservations_total'

const wanted: ExpectationPlan = {
  kind: 'metric',
  params: {
    node: ['boot'],
    name,
    labels: { outcome: 'accepted' },
    port: null,
    path: '/metrics',
    value: { min: 2, max: null },
  },
}

function read(value: number | null, of = entry): EventBody {
  return { kind: 'metric', entry: of, node: 'boot', name, outcome: 'read', value, reason: '' }
}

const cases: readonly ObserverCase[] = [
  ['holds when it is as wanted', [read(2)], 'holds', `${name} of boot is 2, wanted at least 2`],
  ['fails when it is not', [read(1)], 'fails', `${name} of boot is 1, wanted at least 2`],
  ['is what was read last', [read(1), read(3)], 'holds', `${name} of boot is 3, wanted at least 2`],
  ['fails when the node does not have it', [read(null)], 'fails', `boot has no metric ${name}`],
  ['is pending before it was read', [read(2, '2-other')], 'pending', 'boot was not asked yet'],
  [
    'cannot be told when the node does not answer',
    [{ kind: 'metric', entry, node: 'boot', name, outcome: 'untold', value: null, reason: 'boot is paused' }],
    'undetermined',
    'boot is paused',
  ],
]

test.each(cases)('a metric %s', (_title, events, state, reason) => {
  expect(observe(wanted, events)).toMatchObject({ state, reason })
})

const samples = [
  { labels: { outcome: 'accepted', status: 'OK' }, value: 2 },
  { labels: { outcome: 'accepted', status: 'OTHER' }, value: 3 },
  { labels: { outcome: 'refused', status: 'RESERVATION_REFUSED' }, value: 7 },
]

const answers: readonly (readonly [string, NodeHandle['status'], () => Promise<unknown>, object])[] = [
  ['the sum over what has the labels', 'running', async () => ({ samples }), { outcome: 'read', value: 5 }],
  ['0 of what has not counted yet', 'running', async () => ({ samples: [] }), { outcome: 'read', value: 0 }],
  [
    'nothing of what is not there',
    'running',
    async () => ({ samples: null }),
    { outcome: 'read', value: null },
  ],
  [
    'that a paused node cannot be asked',
    'paused',
    async () => ({ samples }),
    { outcome: 'untold', reason: 'boot is paused and cannot be asked' },
  ],
  [
    'what kept the node from answering',
    'running',
    () => Promise.reject(new Error('this node has no metrics')),
    { outcome: 'untold', reason: 'boot did not give its metrics: this node has no metrics' },
  ],
]

test.each(answers)('a probe logs %s', async (_title, status, request, logged) => {
  const events: EventBody[] = []
  const node = { status, whenStarted: async () => {}, request } as unknown as NodeHandle
  const context = {
    entry,
    node: () => node,
    log: (event: EventBody) => events.push(event),
    signal: new AbortController().signal,
  }
  await expectationOf('metric').probe?.(context as unknown as ProbeContext, wanted.params)
  expect(events).toMatchObject([{ kind: 'metric', entry, node: 'boot', name, ...logged }])
})
