import { expect, test } from 'vitest'
import { Turns } from '../../../src/runner/processes/turns.ts'

test('turns come in the order in which they were taken, whoever is ready first', async () => {
  const turns = new Turns()
  const log: string[] = []
  const [first, second, third] = [turns.take(), turns.take(), turns.take()]
  const live = async (name: string, turn: typeof first) => {
    await turn.come
    log.push(name)
    turn.over()
  }
  const others = [live('third', third), live('second', second)]
  await new Promise(setImmediate)
  expect(log).toEqual([])
  await Promise.all([...others, live('first', first)])
  expect(log).toEqual(['first', 'second', 'third'])
})
