import { expect, it } from 'vitest'
import { clockSkew } from '../../../../src/runner/language/faults/clock-skew.ts'
import type { FaultContext } from '../../../../src/runner/language/faults/fault.ts'

/** Nodes that only have a clock. */
function withClocks(...names: readonly string[]) {
  const clocks = new Map(names.map((name) => [name, 0]))
  const node = (name: string) => ({
    skew: (milliseconds: number) => clocks.set(name, (clocks.get(name) ?? 0) + milliseconds),
  })
  return { clocks, context: { node } as unknown as FaultContext }
}

it('sets the clock of each node, and back, and counts them', async () => {
  const { clocks, context } = withClocks('alice', 'bob', 'carol')
  const { changes, undo } = await clockSkew.apply(context, { node: ['alice', 'bob'], by: -60_000 })
  expect(changes).toEqual([{ what: 'clocks set', count: 2 }])
  expect(Object.fromEntries(clocks)).toEqual({ alice: -60_000, bob: -60_000, carol: 0 })
  expect(await undo?.()).toEqual([{ what: 'clocks set', count: 2 }])
  expect(Object.fromEntries(clocks)).toEqual({ alice: 0, bob: 0, carol: 0 })
})

it('adds up with others, and is undone in any order', async () => {
  const { clocks, context } = withClocks('alice')
  const first = await clockSkew.apply(context, { node: ['alice'], by: 1000 })
  await clockSkew.apply(context, { node: ['alice'], by: -300 })
  expect(clocks.get('alice')).toBe(700)
  await first.undo?.()
  expect(clocks.get('alice')).toBe(-300)
})

it('has changed nothing when the offset is none', async () => {
  const { context } = withClocks('alice')
  const { changes } = await clockSkew.apply(context, { node: ['alice'], by: 0 })
  expect(changes).toEqual([{ what: 'clocks set', count: 0 }])
})
