import { expect, test } from 'vitest'
import { isWorthRetry, judgeAttempts } from '../../../src/runner/verdict/attempts.ts'

type Attempt = Parameters<typeof judgeAttempts>[0][number]

/** `fail a` is a failure whose events have the fingerprint `a`. */
function attempts(clock: Attempt['clock'], ...all: readonly string[]): readonly Attempt[] {
  return all.map((text) => {
    const [outcome, fingerprint = ''] = text.split(' ')
    return { outcome: outcome as Attempt['outcome'], clock, fingerprint }
  })
}

test.each([
  ['virtual', ['pass a'], 'pass', ''],
  ['virtual', ['fail a', 'fail a'], 'fail', ''],
  // The same seed gives the same events, so these are faults of topo.
  ['virtual', ['fail a', 'pass b'], 'unknown', 'unsteady'],
  ['virtual', ['fail a', 'fail b'], 'unknown', 'unsteady'],
  // A run that is cut short has other events.
  ['virtual', ['unknown a', 'pass b'], 'pass', 'flaky'],
  ['real', ['fail a', 'pass b'], 'pass', 'flaky'],
  ['real', ['fail a', 'fail b'], 'fail', ''],
  ['real', ['fail a', 'unknown b'], 'unknown', ''],
] as const)('in %s time, the attempts %j are together: %s %s', (clock, all, outcome, word) => {
  expect(judgeAttempts(attempts(clock, ...all))).toEqual({
    outcome,
    isFlaky: word === 'flaky',
    isUnsteady: word === 'unsteady',
  })
})

test.each([
  ['virtual', ['pass a'], 3, false],
  ['virtual', ['fail a'], 0, false],
  ['virtual', ['fail a'], 3, true],
  ['virtual', ['fail a', 'fail a'], 3, false],
  ['virtual', ['unknown a', 'unknown b'], 3, true],
  ['real', ['fail a', 'fail a'], 3, true],
  ['real', ['fail a', 'fail a'], 1, false],
] as const)(
  'in %s time, after %j and with %i retries, one more is worth it: %s',
  (clock, all, retries, is) => {
    expect(isWorthRetry(attempts(clock, ...all), retries)).toBe(is)
  },
)
