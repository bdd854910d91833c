import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Batch, batchKind, type Frame, op } from '../../../../src/protocol/wire.ts'
import { Rounds } from '../../../../src/runner/simulation/clock/rounds.ts'
import type { StepChannel } from '../../../../src/runner/simulation/clock/stepped-process.ts'

const lookahead = 10
const encoder = new TextEncoder()

/** A program that speaks at these times, and notes when something is said to it. */
class Program implements StepChannel {
  readonly name: string
  readonly rank: number
  readonly heard: number[] = []
  readonly #speaks: number[]
  #answer: (batch: Batch) => void = () => {}

  constructor(name: string, rank: number, speaks: readonly number[]) {
    this.name = name
    this.rank = rank
    this.#speaks = speaks.toSorted((a, b) => a - b)
  }

  onBatch(listener: (batch: Batch) => void): void {
    this.#answer = listener
  }

  send({ next: horizon, time, frames: arrived }: Batch): void {
    for (const frame of arrived) this.heard.push(frame.time)
    const frames: Frame[] = []
    while ((this.#speaks[0] ?? Number.POSITIVE_INFINITY) <= horizon) {
      const payload = encoder.encode('{}')
      frames.push({
        op: op.control,
        node: 0,
        id: 0,
        time: Math.max(time, this.#speaks.shift() ?? 0),
        payload,
      })
    }
    const next = this.#speaks[0] ?? Number.POSITIVE_INFINITY
    this.#answer({ kind: batchKind.idle, time: horizon, next, frames })
  }
}

/** Lets alice speak, and the runner answer each word to bob, while others speak at times of their own. */
function talk(alice: readonly number[], others: readonly number[]): readonly number[] {
  const rounds = new Rounds(
    { send: () => {}, next: () => Number.POSITIVE_INFINITY, take: () => [], lookahead: () => lookahead },
    () => {},
  )
  const bob = new Program('bob', 1, [])
  const to = rounds.add(bob, 0, () => {})
  rounds.add(new Program('alice', 0, alice), 0, (_, time) => rounds.answer(to, {}, time))
  rounds.add(new Program('carol', 2, others), 0, () => {})
  for (let now = rounds.next(0); now < Number.POSITIVE_INFINITY; now = rounds.next(now))
    rounds.begin(now, Number.POSITIVE_INFINITY)
  return bob.heard
}

const times = fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 20 })

it('the runner’s answer to an event arrives at the same time, no matter which other nodes share the round', () => {
  fc.assert(
    fc.property(times, times, (alice, others) => {
      expect(talk(alice, others)).toEqual(alice.toSorted((a, b) => a - b).map((time) => time + lookahead))
    }),
  )
})
