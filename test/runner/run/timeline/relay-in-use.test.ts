import { describe, expect, it } from 'vitest'
import type { NodePlan } from '../../../../src/runner/language/plan/plan.ts'
import type { Mode } from '../../../../src/runner/language/values/entry-times.ts'
import { playTimeline } from '../../../../src/runner/run/timeline/play.ts'
import { verdictOf } from '../../../../src/runner/verdict/verdict.ts'
import { bootNode, buildPlan, expectation, fault, peer, reservation } from '../../../fixtures/plan-builder.ts'
import { TestStage } from '../../../fixtures/test-stage.ts'

const at = (time: number) => ({ start: { kind: 'at', time } as const })
const kill = fault('kill', { kind: 'kill', params: { node: ['relay-of(alice)'] } }, at(1000))
const refuse = fault(
  'refuse',
  {
    kind: 'refuse-reservations',
    params: { relay: ['relay-of(alice)'], peers: null, status: 'RESERVATION_REFUSED', which: 'all' },
  },
  at(1000),
)
const ofAlice = reservation({ relay: ['relay-of(alice)'] })
const holds = expectation('holds', ofAlice, at(1000))
const keeps = expectation('keeps', ofAlice, { ...at(1000), mode: { kind: 'for', time: 4000 } })
const never = expectation('never', ofAlice, { ...at(1000), mode: { kind: 'never' } })
const runs = expectation(
  'runs',
  { kind: 'process', params: { node: ['alice'], state: 'running', code: null, signal: null } },
  { ...at(0), mode: { kind: 'for', time: 6000 } },
)

const foreign = (name: string): NodePlan => ({ ...(peer(name) as object), kind: 'command' }) as NodePlan

const relays = [bootNode('one'), bootNode('two')]

/** Plays the entries, with what the nodes report at each time; resolves with the verdict and the log. */
async function play(
  nodes: readonly NodePlan[],
  entries: Parameters<typeof buildPlan>[2],
  reports: Readonly<Record<number, readonly string[]>>,
  prepare: (test: TestStage) => void = () => {},
) {
  const plan = buildPlan('x', [...relays, ...nodes], [...entries, runs])
  using test = new TestStage(plan)
  prepare(test)
  for (const [time, texts] of Object.entries(reports)) {
    void test.clock.sleepUntil(Number(time)).then(() => {
      for (const text of texts) report(test, text)
    })
  }
  await playTimeline(test.stage)
  test.recorder.record({ kind: 'run-ended', cause: 'finished', reason: '' })
  const meant = test.events.flatMap((event) =>
    event.kind === 'relay-in-use'
      ? [
          `${event.t} ${event.entry}: ${event.reason === '' ? event.relays.join(' ') || 'none' : event.reason}`,
        ]
      : [],
  )
  return { verdict: verdictOf(plan, test.events), live: test.recorder.judge.verdict(), meant, test }
}

/**
 * `one +`: alice and the relay report a reservation on it; `one -`: both report its end; `relay one +`: only the relay;
 * `bob one +`: bob and the relay.
 */
function report({ recorder }: TestStage, text: string): void {
  const [sign, relay = '', who] = text.split(' ').toReversed()
  const isHeld = sign === '+'
  const node = who === undefined || who === 'relay' ? 'alice' : who
  recorder.record({
    kind: 'relay-reservation',
    node: relay,
    peer: node,
    outcome: isHeld ? 'accepted' : 'disconnected',
    status: 'OK',
    byFault: false,
    held: isHeld ? 1 : 0,
  })
  if (who === 'relay') return
  recorder.record(
    isHeld
      ? { kind: 'reservation-made', node, relay, renewal: false, expires: 9e6 }
      : { kind: 'reservation-lost', node, relay, reason: 'the connection closed' },
  )
}

/** Opens a connection, direct or through a relay. */
function connect({ recorder }: TestStage, from: string, to: string, relay: string | null = null): void {
  recorder.record({
    kind: 'connection-opened',
    node: from,
    connection: `${from} ${to} ${relay}`,
    peer: to,
    direction: 'outbound',
    path: relay === null ? { kind: 'direct' } : { kind: 'relayed', relay },
    address: '/ip4/5.16.0.10/tcp/4001',
  })
}

describe('a fault of the relay that a peer holds', () => {
  it('takes the relay that the peer holds when it begins', async () => {
    const { verdict, meant, test } = await play([peer('alice')], [kill], {
      100: ['one +'],
      200: ['one -', 'two +'],
    })
    expect(meant).toEqual(['1000 kill: two'])
    expect([test.node('one').status, test.node('two').status]).toEqual(['running', 'down'])
    expect(verdict.outcome).toBe('pass')
  })

  it('takes all relays that the peer holds', async () => {
    const { meant, test } = await play([peer('alice')], [kill], { 100: ['two +', 'one +'] })
    expect(meant).toEqual(['1000 kill: one two'])
    expect([test.node('one').status, test.node('two').status]).toEqual(['down', 'down'])
  })

  it('fails, so that the verdict is unknown, where the peer holds none', async () => {
    const { verdict } = await play([peer('alice')], [kill], { 100: ['one +'], 200: ['one -'] })
    expect(verdict).toMatchObject({
      outcome: 'unknown',
      reason: 'kill: the fault failed: alice holds no reservation now, so there is no relay to name',
    })
  })

  it('fails where neither the peer nor a relay tells', async () => {
    const { verdict } = await play([foreign('alice'), foreign('three')], [kill], {})
    expect(verdict).toMatchObject({
      outcome: 'unknown',
      reason:
        'kill: the fault failed: the relay is unknown: alice does not report its reservations, and three does not report what it relays',
    })
  })

  it('takes the relay that reports the reservation of a silent program', async () => {
    const { meant, verdict } = await play([foreign('alice')], [kill], { 100: ['relay two +'] })
    expect(meant).toEqual(['1000 kill: two'])
    expect(verdict.outcome).toBe('pass')
  })

  it('fails where the relay is of a kind that the fault cannot change', async () => {
    const { verdict } = await play([peer('alice'), foreign('three')], [refuse], { 100: ['three +'] })
    expect(verdict.reason).toBe(
      'refuse: the fault failed: the relay is three, a command, but this fault needs a boot-node or peer',
    )
  })
})

describe('the relays that two peers hold', () => {
  const both = ['relay-of(alice)', 'relay-of(bob)']
  const connected = (to: readonly string[], more = {}) =>
    expectation(
      'connected',
      {
        kind: 'connection',
        params: {
          from: ['carol'],
          to,
          state: 'open',
          path: null,
          via: null,
          limited: null,
          answers: false,
          ...more,
        },
      },
      at(1000),
    )
  const peers = [peer('alice'), peer('bob'), peer('carol')]

  it('are no target of a fault while one of the two holds none', async () => {
    const twice = fault('kill', { kind: 'kill', params: { node: both } }, at(1000))
    const { verdict, test } = await play(peers, [twice], { 100: ['one +'] })
    expect(verdict.reason).toBe(
      'kill: the fault failed: bob holds no reservation now, so there is no relay to name',
    )
    expect(test.node('one').status).toBe('running')
  })

  it.each([
    ['in a list', connected(both)],
    ['as the relay of a path', connected(['alice'], { via: both })],
  ])('fail an expectation while one of the two holds none, %s', async (_where, entry) => {
    const { verdict } = await play(peers, [entry], { 100: ['one +'] }, (test) => {
      connect(test, 'carol', 'one')
      connect(test, 'carol', 'alice', 'one')
    })
    expect(verdict.expectations[0]).toMatchObject({
      outcome: 'fail',
      reason: 'not within 5s: bob holds no reservation, so there is no relay to look at',
    })
  })

  it('are one of several for each of the two', async () => {
    const reports = { 100: ['one +', 'two +', 'bob one +', 'bob two +'] }
    const { verdict, live } = await play(peers, [connected(both)], reports, (test) =>
      connect(test, 'carol', 'two'),
    )
    expect(verdict.expectations[0]?.outcome).toBe('pass')
    expect(live).toEqual(verdict)
  })

  it('are both needed', async () => {
    const { verdict } = await play(peers, [connected(both)], { 100: ['one +', 'bob two +'] }, (test) =>
      connect(test, 'carol', 'two'),
    )
    expect(verdict.expectations[0]).toMatchObject({
      outcome: 'fail',
      reason: 'not within 5s: carol has no connection to one',
    })
  })

  it('cannot be looked at from the relay itself', async () => {
    const own = connected(['relay-of(alice)'], { from: ['one'] })
    const { verdict } = await play(peers, [own], { 100: ['one +'] })
    expect(verdict.expectations[0]).toMatchObject({
      outcome: 'unknown',
      reason: 'one is itself the relay of alice, so there is no pair to look at',
    })
  })
})

describe('an expectation that asks through the relay that a peer holds', () => {
  const reachable = (from: readonly string[], mode: Mode) =>
    expectation(
      'reachable',
      { kind: 'reachable', params: { from, to: ['alice'], path: 'relayed', via: ['relay-of(alice)'] } },
      { ...at(1000), mode, every: 500 },
    )
  const lasting: Mode = { kind: 'for', time: 4000 }
  const through = (relay: string) => ({ paths: [{ kind: 'relayed', relay }], reason: '' })

  /** alice advertises an address through both relays; a dial takes `wait`, and goes through the relay of its begin. */
  function answering(until: number, wait = 0) {
    return (test: TestStage) => {
      const alice = test.node('alice')
      alice.addresses.push(...relays.map(({ peerId }) => `/ip4/5.16.0.10/tcp/1/p2p/${peerId}/p2p-circuit`))
      test.node('bob').answer = async () => {
        const relay = test.clock.now() < until ? 'one' : 'two'
        if (wait > 0) await test.clock.sleepUntil(test.clock.now() + wait)
        return through(relay)
      }
    }
  }

  it.each([
    ['an answer of before', 0],
    ['an answer that was under way', 400],
  ])('does not judge %s by another relay', async (_which, wait) => {
    const reports = { 100: ['one +', 'two +'], 2100: ['one -'] }
    const entry = reachable(['bob'], lasting)
    const { verdict, live, meant, test } = await play(
      [peer('alice'), peer('bob')],
      [entry],
      reports,
      answering(2100, wait),
    )
    expect(meant).toEqual(['1000 reachable: one two', '2100 reachable: two'])
    expect(verdict.expectations[0]).toMatchObject({
      outcome: 'pass',
      measures: { attempts: test.events.filter(({ kind }) => kind === 'probe').length },
    })
    expect(live).toEqual(verdict)
  })

  it('fails when the new relay does not lead to the peer', async () => {
    const reports = { 100: ['one +', 'two +'], 2100: ['one -'] }
    const { verdict } = await play(
      [peer('alice'), peer('bob')],
      [reachable(['bob'], lasting)],
      reports,
      answering(9000),
    )
    expect(verdict.expectations[0]).toMatchObject({
      outcome: 'fail',
      reason: expect.stringMatching(/not for 4s, after 1\.\d+s: bob reached alice only relayed through one/),
    })
  })

  it('asks all pairs again when the relay changes', async () => {
    const reports = { 100: ['one +'], 2100: ['one -', 'two +'] }
    const entry = reachable(['bob', 'carol'], { kind: 'within', time: 4000 })
    const { verdict, live } = await play(
      [peer('alice'), peer('bob'), peer('carol')],
      [entry],
      reports,
      (test) => {
        answering(2100)(test)
        test.node('carol').answer = async () =>
          test.clock.now() < 2100 ? { paths: [], reason: 'refused' } : through('two')
      },
    )
    expect(verdict.expectations[0]).toMatchObject({ outcome: 'pass' })
    expect(live).toEqual(verdict)
  })

  it('keeps its answer until the new relay has answered', async () => {
    const answers = expectation(
      'answers',
      {
        kind: 'connection',
        params: {
          from: ['alice'],
          to: ['relay-of(alice)'],
          state: 'open',
          path: null,
          via: null,
          limited: null,
          answers: true,
        },
      },
      { ...at(1000), mode: lasting, every: 500 },
    )
    const reports = { 100: ['one +'], 2100: ['two +'], 2600: ['one -'] }
    const { verdict, meant } = await play([peer('alice')], [answers], reports, (test) => {
      for (const relay of ['one', 'two']) connect(test, 'alice', relay)
      test.node('alice').answer = async () => ({ answered: [{ kind: 'direct' }], silent: [] })
    })
    expect(meant).toEqual(['1000 answers: one', '2100 answers: one two', '2600 answers: two'])
    expect(verdict.expectations[0]).toMatchObject({ outcome: 'pass' })
  })
})

describe('an expectation about the relay that a peer holds', () => {
  it('is judged for the relay that the peer holds while it lasts', async () => {
    const { verdict, live, meant } = await play([peer('alice')], [keeps], {
      100: ['one +'],
      2000: ['two +'],
      3000: ['one -'],
    })
    expect(meant).toEqual(['1000 keeps: one', '2000 keeps: one two', '3000 keeps: two'])
    expect(verdict.expectations[0]).toMatchObject({ outcome: 'pass' })
    expect(live).toEqual(verdict)
  })

  it('waits for a relay, and holds when there is one', async () => {
    const { verdict, meant } = await play([peer('alice')], [holds], { 3000: ['two +'] })
    expect(meant).toEqual(['1000 holds: none', '3000 holds: two'])
    expect(verdict.expectations[0]).toMatchObject({ outcome: 'pass', heldAt: 3000 })
  })

  it('fails when the peer loses its last relay', async () => {
    const { verdict } = await play([peer('alice')], [keeps], { 100: ['one +'], 2000: ['one -'] })
    expect(verdict.expectations[0]).toMatchObject({
      outcome: 'fail',
      settledAt: 2000,
      reason:
        'not for 4s, after 1s: alice holds no reservation on one: it ended at one with its connection at 2s',
    })
  })

  it.each([
    ['never', 'the peer holds none all the time', [peer('alice')], never],
    ['within', 'the relay is unknown', [foreign('alice'), foreign('three')], holds],
    ['never', 'the relay is unknown', [foreign('alice'), foreign('three')], never],
  ])('with %s is unknown where %s', async (_mode, _why, nodes, entry) => {
    const { verdict } = await play(nodes, [entry], {})
    expect(verdict.expectations[0]?.outcome).toBe('unknown')
  })
})
