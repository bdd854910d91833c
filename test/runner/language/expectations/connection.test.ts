import { expect, test } from 'vitest'
import type { EventBody, Path } from '../../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { killed } from '../../../fixtures/log-builder.ts'
import { observe } from '../../../fixtures/observe.ts'

type Params = Extract<ExpectationPlan, { kind: 'connection' }>['params']

function wanted(rest: Partial<Params> = {}): ExpectationPlan {
  const params: Params = {
    from: ['alice'],
    to: ['bob'],
    state: 'open',
    path: null,
    via: null,
    limited: null,
    answers: false,
  }
  return { kind: 'connection', params: { ...params, ...rest } }
}

const direct: Path = { kind: 'direct' }
const relayed: Path = { kind: 'relayed', relay: 'boot' }
const opened = (connection: string, path: Path, node = 'alice', peer = 'bob'): EventBody => ({
  kind: 'connection-opened',
  node,
  connection,
  peer,
  direction: 'inbound',
  path,
  address: '/ip4/1.2.3.4/tcp/1',
})
const closed = (connection: string): EventBody => ({
  kind: 'connection-closed',
  node: 'alice',
  connection,
  peer: 'bob',
  path: direct,
})
const exited = killed('alice')
const [one, two] = [opened('1', direct), opened('2', relayed)]

test.each([
  ['holds when one is open', {}, [one], 'holds', 'alice is connected (directly) to bob'],
  ['fails when none was opened', {}, [], 'fails', 'alice has no connection to bob'],
  ['fails when the only one was closed', {}, [one, closed('1')], 'fails', 'alice has no connection to bob'],
  [
    'holds while one of two is left',
    {},
    [one, two, closed('1')],
    'holds',
    'alice is connected (relayed through boot) to bob',
  ],
  [
    'does not look at the connections of others',
    {},
    [opened('1', direct, 'bob', 'alice')],
    'fails',
    'alice has no connection to bob',
  ],
  ['fails when the node ended', {}, [one, exited], 'fails', 'alice has no connection to bob'],
  [
    'fails when the path is another one',
    { path: 'direct' },
    [two],
    'fails',
    'alice is connected (relayed through boot) to bob',
  ],
  [
    'fails when the relay is another one',
    { via: ['other'] },
    [two],
    'fails',
    'alice is connected (relayed through boot) to bob',
  ],
  [
    'holds through the relay that is wanted',
    { via: ['boot'] },
    [one, two],
    'holds',
    'alice is connected (directly, relayed through boot) to bob',
  ],
  [
    'that must be closed holds when it is',
    { state: 'closed' },
    [one, closed('1')],
    'holds',
    'alice has no connection to bob',
  ],
  [
    'that must be closed fails when it is open',
    { state: 'closed' },
    [one],
    'fails',
    'alice is connected (directly) to bob',
  ],
  ['between nobody is never there', { from: ['bob'] }, [], 'pending', 'nothing to look at'],
] as const)('a connection %s', (_title, rest, events, state, reason) => {
  expect(observe(wanted(rest), events)).toMatchObject({ state, reason })
})

test('the end of a node is the evidence that its connections are gone', () => {
  expect(observe(wanted(), [one, exited]).evidence).toEqual([2])
})
