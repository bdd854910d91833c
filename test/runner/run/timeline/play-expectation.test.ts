import { describe, expect, it } from 'vitest'
import { playExpectation } from '../../../../src/runner/run/timeline/play-expectation.ts'
import { finished } from '../../../fixtures/log-builder.ts'
import { buildPlan, expectation, peer } from '../../../fixtures/plan-builder.ts'
import { TestStage } from '../../../fixtures/test-stage.ts'

const forever = new Promise<void>(() => {})
const reaches = {
  kind: 'reachable',
  params: { from: ['bob'], to: ['alice'], path: null, via: null },
} as const
const within = expectation('reachable-1', reaches, { every: 1000 })
const staysTrue = { ...within, mode: { kind: 'for', time: 3000 } } as const
const never = { ...within, mode: { kind: 'never' } } as const

const direct = async () => ({ paths: [{ kind: 'direct' }], reason: '' })
const nobody = async () => ({ paths: [], reason: 'connection refused' })

function setUp(entry: typeof within, ...answers: readonly (() => Promise<unknown>)[]): TestStage {
  const test = new TestStage(buildPlan('x', [peer('alice'), peer('bob')], [entry]))
  let asked = 0
  test.node('bob').answer = () => (answers[Math.min(asked++, answers.length - 1)] ?? nobody)()
  return test
}

describe('an expectation', () => {
  it('asks until it is settled, every second give or take a tenth', async () => {
    using test = setUp(within, nobody, nobody, direct)
    await playExpectation(test.stage, within, forever)
    expect(test.story()).toEqual([
      '0 expectation-started reachable-1',
      '0 probe reachable-1',
      '985 probe reachable-1',
      '2020 probe reachable-1',
      '2020 expectation-ended reachable-1 (settled)',
    ])
  })

  it('is unknown, with the remedy, when another identity answers than topo knows', async () => {
    const other = '12D3KooWGzBnqvMJUtKTeLmB8VFkGUnmkjBwEbmHDQzZ7pMCeV1N'
    using test = setUp(within, async () => ({
      paths: [],
      reason: `Payload identity key ${other} does not match expected remote identity key peer-id-of-alice`,
    }))
    await playExpectation(test.stage, within, forever)
    test.recorder.record(finished)
    const [verdict] = test.recorder.judge.verdict().expectations
    expect(verdict).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining(`\`peerId: ${other}\``),
    })
  })

  it('with `within` ends at its deadline', async () => {
    using test = setUp(within, nobody)
    await playExpectation(test.stage, within, forever)
    expect(test.story().at(-1)).toBe('5000 expectation-ended reachable-1 (deadline)')
    expect(test.story().filter((line) => line.includes('probe'))).toHaveLength(6)
  })

  it('with `for` ends after its last answer, which may come after its time', async () => {
    using test = setUp(staysTrue, direct, direct, async () => {
      await test.clock.sleepUntil(3500)
      return direct()
    })
    await playExpectation(test.stage, staysTrue, forever)
    expect(test.story().slice(-2)).toEqual([
      '3500 probe reachable-1',
      '3500 expectation-ended reachable-1 (deadline)',
    ])
  })

  it('with `never` ends with the rest of the run', async () => {
    using test = setUp(never, nobody)
    await playExpectation(test.stage, never, test.clock.sleepUntil(2500))
    expect(test.story().at(-1)).toBe('2500 expectation-ended reachable-1 (run-ended)')
  })

  it('ends when the run is interrupted, and records no later answer', async () => {
    const answer = Promise.withResolvers<void>()
    using test = setUp(within, async () => {
      await answer.promise
      return direct()
    })
    test.clock.sleepUntil(700).then(() => test.interrupt.abort(new Error('Ctrl-C')))
    await expect(playExpectation(test.stage, within, forever)).rejects.toThrow('Ctrl-C')
    answer.resolve()
    await test.clock.sleepUntil(800)
    expect(test.story()).toEqual([
      '0 expectation-started reachable-1',
      '700 expectation-ended reachable-1 (interrupted)',
    ])
  })
})
