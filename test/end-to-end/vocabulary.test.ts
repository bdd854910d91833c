/** Every expectation can fail and can be unknown, each for its own reason: three runs in all. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Verdict } from '../../src/runner/verdict/verdict.ts'
import { topologyOf, vocabulary, type World } from '../fixtures/vocabulary.ts'
import { planOf, runToEnd } from '../support/run-topology.ts'

const verdicts = new Map<World, Verdict>()

async function run(world: World): Promise<void> {
  const interruption = new AbortController()
  const { verdict } = await runToEnd(planOf(topologyOf(world)), {
    signal: interruption.signal,
    follower: (event) => {
      const isDue =
        world === 'interrupted' && event.kind === 'fault-started' && event.entry === 'interruption'
      if (isDue) interruption.abort()
    },
  })
  verdicts.set(world, verdict)
}

beforeAll(async () => {
  await Promise.all((['fails', 'undetermined', 'interrupted'] as const).map(run))
}, 120_000)

const rows = Object.entries(vocabulary).map(([kind, row]) => ({ kind, ...row }))

describe.each(rows)('$kind', ({ kind, fails, unknown }) => {
  const verdictIn = (world: World) =>
    verdicts.get(world)?.expectations.find((expectation) => expectation.entry === kind)

  it('fails when it is not so', () => {
    expect(verdictIn('fails')).toMatchObject({
      kind,
      outcome: 'fail',
      reason: expect.stringMatching(fails.reason),
    })
  })

  it('is unknown when it cannot be told', () => {
    const reason = expect.stringMatching(unknown.reason)
    expect(verdictIn(unknown.how)).toMatchObject({ kind, outcome: 'unknown', reason })
  })
})

it('a run without a single answer is unknown', () => {
  expect(verdicts.get('undetermined')?.outcome).toBe('unknown')
  expect(verdicts.get('interrupted')?.outcome).toBe('unknown')
})
