import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { ready } from '../../../fixtures/log-builder.ts'
import { observe } from '../../../fixtures/observe.ts'

type Params = Extract<ExpectationPlan, { kind: 'process' }>['params']

const up = ready('alice')
const paused: EventBody = { kind: 'node-paused', node: 'alice' }
const resumed: EventBody = { kind: 'node-resumed', node: 'alice' }
const exited = (code: number | null, signal: string | null): EventBody => ({
  kind: 'node-exited',
  node: 'alice',
  code,
  signal,
  expected: false,
})

test.each([
  ['runs once it is ready', {}, [up], 'holds', 'alice is running'],
  ['does not run before', {}, [ready('bob')], 'fails', 'alice is waiting'],
  ['does not run while it is paused', {}, [up, paused], 'fails', 'alice is paused'],
  ['runs again when it is resumed', {}, [up, paused, resumed], 'holds', 'alice is running'],
  ['does not run after it ended', {}, [up, exited(1, null)], 'fails', 'alice is exited (code 1)'],
  ['runs again after another start', {}, [up, exited(1, null), up], 'holds', 'alice is running'],
  ['is paused', { state: 'paused' }, [up, paused], 'holds', 'alice is paused'],
  ['has ended', { state: 'exited' }, [up, exited(0, null)], 'holds', 'alice is exited (code 0)'],
  [
    'has ended with the code that is wanted',
    { state: 'exited', code: 3 },
    [up, exited(3, null)],
    'holds',
    'alice is exited (code 3)',
  ],
  [
    'has ended with another code',
    { state: 'exited', code: 3 },
    [up, exited(4, null)],
    'fails',
    'alice is exited (code 4)',
  ],
  [
    'has ended by the signal that is wanted',
    { state: 'exited', signal: 'SIGSEGV' },
    [up, exited(null, 'SIGSEGV')],
    'holds',
    'alice is exited (SIGSEGV)',
  ],
  [
    'has ended by no signal',
    { state: 'exited', signal: 'SIGSEGV' },
    [up, exited(0, null)],
    'fails',
    'alice is exited (code 0)',
  ],
] as const)('a process %s', (_title, rest, events, state, reason) => {
  const params: Params = { node: ['alice'], state: 'running', code: null, signal: null, ...rest }
  expect(observe({ kind: 'process', params }, events)).toMatchObject({ state, reason })
})

test('all processes must be as wanted, and the first that is not is named', () => {
  const params: Params = { node: ['alice', 'bob'], state: 'running', code: null, signal: null }
  expect(observe({ kind: 'process', params }, [up])).toMatchObject({
    state: 'fails',
    reason: 'bob is waiting',
  })
  expect(observe({ kind: 'process', params }, [up, ready('bob')]).state).toBe('holds')
})
