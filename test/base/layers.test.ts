import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aspect, Layers } from '../../src/base/layers.ts'

const size = aspect<number>('size')

test('changes that end in any order leave the state of the latest of those that last', () => {
  const steps = fc.array(fc.record({ end: fc.option(fc.nat(9)) }), { maxLength: 30 })
  fc.assert(
    fc.property(steps, (all) => {
      const stack = new Layers().of(size, {})
      let state = 0
      const changes: { state: number; end: ReturnType<typeof stack.add> }[] = []
      const lasting = new Set<number>()
      for (const [at, { end }] of all.entries()) {
        const old = end === null ? undefined : changes[end]
        if (old === undefined) {
          changes.push({ state: at + 1, end: stack.add(at + 1, state) })
          state = at + 1
          lasting.add(state)
        } else {
          const ending = old.end()
          expect(ending.kind === 'gone').toBe(!lasting.delete(old.state))
          if (ending.kind === 'uncovered') state = ending.state
        }
        expect(state).toBe(Math.max(0, ...lasting))
        expect(stack.states).toEqual([...lasting])
      }
    }),
  )
})

test('a change of one thing leaves other things, other aspects and other runs alone', () => {
  const [layers, thing] = [new Layers(), {}]
  const end = layers.of(size, thing).add(1, 0)
  layers.of(size, {}).add(2, 0)
  layers.of(aspect<number>('size'), thing).add(3, 0)
  new Layers().of(size, thing).add(4, 0)
  expect(layers.of(size, thing).states).toEqual([1])
  expect(end()).toEqual({ kind: 'uncovered', state: 0 })
  expect(end()).toEqual({ kind: 'gone' })
})

test('a cleared stack has no change left to end', () => {
  const stack = new Layers().of(size, {})
  const end = stack.add(1, 0)
  stack.clear()
  expect(end()).toEqual({ kind: 'gone' })
  expect(stack.add(2, 7)()).toEqual({ kind: 'uncovered', state: 7 })
})
