import { expect, it } from 'vitest'
import { Turns } from '../../../src/nodes/sandbox/network/turns.ts'

function runAll(turns: Turns): void {
  turns.begin()
  while (turns.runOne());
}

it('news that comes in a turn with a pending result waits for the next turn, and says so', () => {
  let wakes = 0
  const done: string[] = []
  const turns = new Turns(() => wakes++)
  turns.poll(() => {
    turns.poll(() => {
      done.push('later news')
      return false
    })
    return false
  })
  turns.pending(() => done.push('result'))
  expect(wakes).toBe(1)
  runAll(turns)
  expect(done).toEqual(['result'])
  expect(turns.isWaiting).toBe(true)
  runAll(turns)
  expect(done).toEqual(['result', 'later news'])
  expect(turns.isWaiting).toBe(false)
})

it('a piece that asks for it goes on before all other work of the turn', () => {
  const done: string[] = []
  const turns = new Turns(() => {})
  let left = 2
  turns.poll(() => {
    done.push('first')
    return --left > 0
  })
  turns.poll(() => {
    done.push('second')
    return false
  })
  runAll(turns)
  expect(done).toEqual(['first', 'first', 'second'])
})
