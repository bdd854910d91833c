import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Layers } from '../../src/base/layers.ts'

test('changes that are undone in any order leave what the latest of those that last made of it', () => {
  const steps = fc.array(fc.record({ undo: fc.option(fc.nat(9)) }), { maxLength: 30 })
  fc.assert(
    fc.property(steps, (all) => {
      const layers = new Layers<object, number>()
      const thing = {}
      let value = 0
      const changes: { value: number; giveUp: ReturnType<typeof layers.add> }[] = []
      const lasting = new Set<number>()
      for (const [at, { undo }] of all.entries()) {
        const old = undo === null ? undefined : changes[undo]
        if (old === undefined) {
          changes.push({ value: at + 1, giveUp: layers.add(thing, value) })
          value = at + 1
          lasting.add(value)
        } else {
          value = old.giveUp()?.restored ?? value
          lasting.delete(old.value)
        }
        expect(value).toBe(Math.max(0, ...lasting))
      }
    }),
  )
})

test('what is done to one thing is not undone at another', () => {
  const layers = new Layers<object, string>()
  const giveUp = layers.add({}, 'one')
  layers.add({}, 'two')
  expect(giveUp()).toEqual({ restored: 'one' })
  expect(giveUp()).toBeNull()
})
