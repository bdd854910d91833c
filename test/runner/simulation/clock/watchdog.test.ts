import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Watchdog } from '../../../../src/runner/simulation/clock/watchdog.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Milliseconds until the end of a round that never ends. */
function patienceOf(mayWait: (asked: number) => boolean): number {
  const began = Date.now()
  let asked = 0
  let ended = Number.NaN
  const watchdog = new Watchdog(
    1000,
    () => {
      ended = Date.now() - began
    },
    () => mayWait(asked++),
  )
  watchdog.watch()
  vi.advanceTimersByTime(20_000)
  return ended
}

test('a round that does not end is over after the limit', () => {
  expect(patienceOf(() => false)).toBeLessThanOrEqual(1200)
})

test('a round goes on while the machine holds its processes up, but not for ever', () => {
  expect(patienceOf((asked) => asked < 13)).toBeGreaterThanOrEqual(1300)
  expect(patienceOf(() => true)).toBeLessThanOrEqual(6200)
})

test('the question tells if a round is new', () => {
  const asked: boolean[] = []
  const watchdog = new Watchdog(
    1000,
    () => {},
    (isNew) => asked.push(isNew) > 0,
  )
  watchdog.watch()
  vi.advanceTimersByTime(200)
  watchdog.rest()
  vi.advanceTimersByTime(200)
  watchdog.watch()
  vi.advanceTimersByTime(200)
  watchdog.stop()
  expect(asked).toEqual([true, false, true, false])
})
