import { expect, test, vi } from 'vitest'
import { watchStalls } from '../../../../src/runner/simulation/clock/stall-watch.ts'

test('a process that gets no turn for seconds is noticed once, with the length of the stall', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
  try {
    const onStall = vi.fn<(milliseconds: number) => void>()
    using _watch = watchStalls(onStall)
    vi.advanceTimersByTime(1000)
    const late = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 250 + 2500)
    vi.advanceTimersToNextTimer()
    late.mockReturnValue(performance.now() + 250)
    vi.advanceTimersToNextTimer()
    expect(onStall.mock.calls).toEqual([[2500]])
  } finally {
    vi.restoreAllMocks()
    vi.useRealTimers()
  }
})
