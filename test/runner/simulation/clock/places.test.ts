import { expect, test } from 'vitest'
import { Places } from '../../../../src/runner/simulation/clock/places.ts'

function bench() {
  let changes = 0
  const places = new Places(() => {
    changes++
  })
  const log: string[] = []
  const come = (name: string, place: ReturnType<Places['take']>) => place.come().then(() => log.push(name))
  return { places, log, come, changes: () => changes }
}

test('results come one at a time, in the order of their places', async () => {
  const { places, log, come, changes } = bench()
  const [first, second] = [places.take(), places.take()]
  const ends = [come('second', second)]
  expect([places.next(), places.awaited, changes()]).toEqual([false, true, 1])
  ends.push(come('first', first))
  expect(places.next()).toBe(true)
  await ends[1]
  expect([log, places.awaited]).toEqual([['first'], true])
  expect(places.next()).toBe(true)
  await Promise.all(ends)
  expect([log, places.awaited, places.next()]).toEqual([['first', 'second'], false, false])
})

test('at the end of the run all results come at once', async () => {
  const { places, log, come } = bench()
  const [, second] = [places.take(), places.take()]
  const end = come('second', second)
  places.open()
  await Promise.all([end, come('third', places.take())])
  expect([log, places.awaited]).toEqual([['second', 'third'], false])
})
