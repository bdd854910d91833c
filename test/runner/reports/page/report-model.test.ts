import { describe, expect, test } from 'vitest'
import { keyOf } from '../../../../src/runner/language/expectations/pairs.ts'
import { reportModel } from '../../../../src/runner/reports/page/report-model.ts'
import { latest, RunStates } from '../../../../src/runner/reports/page/run-states.ts'
import { LogBuilder, notReached, reached, ready, reserved } from '../../../fixtures/log-builder.ts'
import { bootNode, buildPlan, peer } from '../../../fixtures/plan-builder.ts'
import { runs } from '../../../fixtures/runs.ts'

const plan = buildPlan('model', [bootNode('boot'), peer('alice'), peer('bob')], [])
const direct = { kind: 'direct' } as const

function modelOf(log: LogBuilder) {
  return reportModel(plan, log.events)
}

function nodeOf(log: LogBuilder, name: string) {
  const node = modelOf(log).nodes.find((each) => each.name === name)
  if (node === undefined) throw new Error(`no node ${name}`)
  return node
}

function opened(node: string, connection: string, to: string) {
  return {
    kind: 'connection-opened',
    node,
    connection,
    peer: to,
    direction: 'outbound',
    path: direct,
    address: '/ip4/5.16.0.10/tcp/4001',
  } as const
}

describe('the life of a node', () => {
  test('is spans without gaps, from its start on', () => {
    const { life } = nodeOf(
      new LogBuilder()
        .at(0, { kind: 'node-starting', node: 'alice', incarnation: 1 })
        .at(40, ready('alice'))
        .at(100, { kind: 'node-paused', node: 'alice' })
        .at(300, { kind: 'node-resumed', node: 'alice' })
        .at(400, { kind: 'node-exited', node: 'alice', code: 3, signal: null, expected: true }),
      'alice',
    )
    expect(life.map(({ state, from, to }) => [state, from.t, to?.t ?? null])).toEqual([
      ['starting', 0, 40],
      ['running', 40, 100],
      ['paused', 100, 300],
      ['running', 300, 400],
      ['exited', 400, null],
    ])
    expect(life.at(-1)?.detail).toBe('exit code 3')
  })

  test('stays broken when a node that broke down ends', () => {
    const { life } = nodeOf(
      new LogBuilder()
        .at(0, ready('alice'))
        .at(10, { kind: 'node-failed', node: 'alice', reason: 'it hung', log: [] })
        .at(11, { kind: 'node-exited', node: 'alice', code: null, signal: 'SIGKILL', expected: false }),
      'alice',
    )
    expect(life.map(({ state, detail }) => [state, detail])).toEqual([
      ['running', ''],
      ['failed', 'it hung'],
    ])
  })
})

describe('a reservation', () => {
  test('is known to one side before it is known to both', () => {
    const [accepted, made] = reserved('alice')
    if (accepted === undefined || made === undefined) throw new Error('a reservation has two sides')
    const { reservations } = nodeOf(new LogBuilder().at(10, accepted).at(30, made), 'alice')
    expect(reservations.map(({ known, from, to }) => [known, from.t, to?.t ?? null])).toEqual([
      ['relay', 10, 30],
      ['both', 30, null],
    ])
  })

  test('stays with the peer when the relay ends, until the peer notices', () => {
    const { reservations, marks } = nodeOf(
      new LogBuilder()
        .at(10, ...reserved('alice'))
        .at(50, ...reserved('alice', true))
        .at(90, { kind: 'node-exited', node: 'boot', code: 0, signal: null, expected: true })
        .at(95, { kind: 'reservation-lost', node: 'alice', relay: 'boot', reason: 'closed' }),
      'alice',
    )
    expect(reservations.map(({ known, from, to }) => [known, from.t, to?.t ?? null])).toEqual([
      ['relay', 10, 10],
      ['both', 10, 90],
      ['peer', 90, 95],
    ])
    expect(marks.map(({ what, t }) => [what, t])).toEqual([
      ['renewed', 50],
      ['lost', 95],
    ])
  })
})

describe('a connection', () => {
  test('lasts from its opening to its closing', () => {
    const { connections } = nodeOf(
      new LogBuilder()
        .at(10, opened('alice', 'c1', 'boot'))
        .at(20, opened('alice', 'c2', 'bob'))
        .at(30, { kind: 'connection-closed', node: 'alice', connection: 'c1', peer: 'boot', path: direct }),
      'alice',
    )
    expect(
      connections.map(({ opened: { peer: to }, from, to: end }) => [to, from.t, end?.t ?? null]),
    ).toEqual([
      ['boot', 10, 30],
      ['bob', 20, null],
    ])
  })

  test('ends with its node', () => {
    const { connections } = nodeOf(
      new LogBuilder()
        .at(10, opened('alice', 'c1', 'boot'))
        .at(30, { kind: 'node-exited', node: 'alice', code: 0, signal: null, expected: true })
        .at(40, opened('alice', 'c1', 'boot')),
      'alice',
    )
    expect(connections.map(({ from, to }) => [from.t, to?.t ?? null])).toEqual([
      [10, 30],
      [40, null],
    ])
  })
})

describe('the state at a moment', () => {
  const log = new LogBuilder()
    .at(0, ready('alice'))
    .at(10, notReached('1-reachable', 'bob', 'alice'))
    .at(10, reached('1-reachable', 'bob', 'alice'))
    .at(20, { kind: 'addresses', node: 'alice', addresses: [] })

  test.each([
    { n: 1, outcome: null, addresses: 1 },
    { n: 2, outcome: 'not-reached', addresses: 1 },
    { n: 3, outcome: 'reached', addresses: 1 },
    { n: 4, outcome: 'reached', addresses: 0 },
  ])('after event $n is what was so then', ({ n, outcome, addresses }) => {
    const model = modelOf(log)
    const answers = model.probes.get(keyOf({ from: 'bob', to: 'alice' })) ?? []
    expect(latest(answers, n)?.outcome ?? null).toBe(outcome)
    expect(new RunStates(model).at(n).find(({ name }) => name === 'alice')?.addresses.length).toBe(addresses)
  })

  test('before the first event is nothing', () => {
    const states = new RunStates(modelOf(log)).at(0)
    expect(states.map(({ life, connections }) => [life, connections.length])).toEqual([
      [null, 0],
      [null, 0],
      [null, 0],
    ])
  })
})

test('a node that only the log knows has a place behind those of the plan', () => {
  const log = new LogBuilder().at(0, { kind: 'note', node: 'stranger', text: 'hello' })
  expect(modelOf(log).nodes.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'boot boot-node',
    'alice peer',
    'bob peer',
    'stranger unknown',
  ])
})

test('a log without events has a model', () => {
  expect(reportModel(runs.killed.plan, []).duration).toBe(0)
})
