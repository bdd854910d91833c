import { expect, test, vi } from 'vitest'
import { watchStalls } from '../../../../src/runner/simulation/clock/stall-watch.ts'

test('a process that gets no turn for seconds is noticed once, with how long it was', async () => {
  const onStall = vi.fn<(milliseconds: number) => void>()
  using _watch = watchStalls(onStall)
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500)
  await vi.waitFor(() => expect(onStall).toHaveBeenCalled())
  expect(onStall).toHaveBeenCalledOnce()
  expect(onStall.mock.calls[0]?.[0]).toBeGreaterThanOrEqual(2000)
})
