import { describe, expect, it } from 'vitest'
import type { NodePlan } from '../../../../src/runner/language/plan/plan.ts'
import { playTimeline } from '../../../../src/runner/run/timeline/play.ts'
import { verdictOf } from '../../../../src/runner/verdict/verdict.ts'
import { bootNode, buildPlan, expectation, fault, peer } from '../../../fixtures/plan-builder.ts'
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
const reservation = {
  kind: 'reservation',
  params: {
    peer: ['alice'],
    relay: ['relay-of(alice)'],
    state: 'held',
    accordingTo: 'both',
    status: null,
    renewals: null,
    longestGap: null,
  },
} as const
const holds = expectation('holds', reservation, at(1000))
const keeps = expectation('keeps', reservation, { ...at(1000), mode: { kind: 'for', time: 4000 } })
const never = expectation('never', reservation, { ...at(1000), mode: { kind: 'never' } })
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
) {
  const plan = buildPlan('x', [...relays, ...nodes], [...entries, runs])
  using test = new TestStage(plan)
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

/** `one +`: alice and the relay report a reservation on it; `one -`: both report its end; `relay one +`: only the relay. */
function report({ recorder }: TestStage, text: string): void {
  const [sign, relay = '', who] = text.split(' ').toReversed()
  const isHeld = sign === '+'
  recorder.record({
    kind: 'relay-reservation',
    node: relay,
    peer: 'alice',
    outcome: isHeld ? 'accepted' : 'disconnected',
    status: 'OK',
    byFault: false,
    held: isHeld ? 1 : 0,
  })
  if (who === 'relay') return
  recorder.record(
    isHeld
      ? { kind: 'reservation-made', node: 'alice', relay, renewal: false, expires: 9e6 }
      : { kind: 'reservation-lost', node: 'alice', relay, reason: 'the connection closed' },
  )
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
