import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import { expectationOf } from '../../../../src/runner/language/expectations/registry.ts'
import { LogBuilder } from '../../../fixtures/log-builder.ts'
import { entry, observe } from '../../../fixtures/observe.ts'

const streams = { node: ['alice', 'bob'], of: 'open-streams', protocol: null, atMost: 3 } as const
const read = (node: string, value: number | null, reason = ''): EventBody => ({
  kind: 'resource',
  entry,
  node,
  of: 'open-streams',
  outcome: value === null ? 'untold' : 'read',
  value,
  reason,
})

test.each([
  [
    'every node is within it',
    [read('alice', 3), read('bob', 0)],
    'holds',
    'alice holds 3 open streams, wanted at most 3',
  ],
  [
    'one node is above it',
    [read('alice', 3), read('bob', 4)],
    'fails',
    'bob holds 4 open streams, wanted at most 3',
  ],
  ['a node cannot tell', [read('alice', 3), read('bob', null, 'bob is down')], 'undetermined', 'bob is down'],
  ['a node was not asked', [read('alice', 3)], 'pending', 'bob was not asked yet'],
] as const)('a limit of streams when %s', (_title, events, state, reason) => {
  const params = { ...streams, node: [...streams.node] }
  expect(observe({ kind: 'resource', params }, [...events])).toMatchObject({ state, reason })
})

test('the size of a heap is among the fields of the machine', () => {
  const params = { node: ['alice'], of: 'heap', protocol: null, atMost: 64 * 2 ** 20 }
  const observer = expectationOf('resource').observe(params, entry)
  const body = { ...read('alice', 0), of: 'heap', value: null } as EventBody
  for (const event of new LogBuilder().at(0, body).events)
    observer.push({ ...event, wall: { bytes: 2 ** 27 } })
  expect(observer.state()).toMatchObject({
    state: 'fails',
    reason: 'alice holds a heap of 128.0MiB, wanted at most 64MiB',
  })
})

const wanted = {
  by: ['alice'],
  peer: ['boot'],
  protocols: ['/a'],
  without: ['/b'],
  agent: '^js',
  observed: '^/ip4/5',
}
const told = (
  outcome: 'told' | 'nothing' | 'untold',
  protocols: readonly string[],
  observed: string,
): EventBody => ({
  kind: 'identify',
  entry,
  from: 'alice',
  to: 'boot',
  outcome,
  protocols,
  observed,
  reason: 'alice is down',
})

test.each([
  [
    'all is as wanted',
    told('told', ['/a'], '/ip4/5.1'),
    'js-libp2p',
    'holds',
    'boot told alice so (js-libp2p)',
  ],
  [
    'nothing is',
    told('told', ['/b'], '/ip4/6'),
    'go-libp2p',
    'fails',
    'boot told alice no /a and /b and the agent version go-libp2p and the observed address /ip4/6',
  ],
  ['nobody told anything', told('nothing', [], ''), '', 'fails', 'boot has told alice nothing yet'],
  ['the node cannot be asked', told('untold', [], ''), '', 'undetermined', 'alice is down'],
] as const)('what identify told when %s', (_title, body, agent, state, reason) => {
  const observer = expectationOf('identified').observe(wanted, entry)
  for (const event of new LogBuilder().at(0, body).events) observer.push({ ...event, wall: { agent } })
  expect(observer.state()).toMatchObject({ state, reason })
})
