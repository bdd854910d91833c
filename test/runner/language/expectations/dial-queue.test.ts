import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DialQueue, mostAtOnce, turnTimeOf } from '../../../../src/runner/language/expectations/dial-queue.ts'
import type { Pair } from '../../../../src/runner/language/expectations/expectation.ts'
import { VirtualClock } from '../../../../src/runner/simulation/clock/virtual.ts'

const silence = { send: () => {}, next: () => Number.POSITIVE_INFINITY, take: () => [] }
const dialTime = 600

interface Done {
  readonly entry: string
  readonly pair: Pair
  readonly began: number
  readonly ended: number
}

interface Asked {
  readonly entry?: string
  /** Both ends: `ab`. */
  readonly pair: string
  /** Milliseconds until the answer. */
  readonly takes: number
  /** Milliseconds until it is asked for. */
  readonly at?: number
}

/** Makes all dials, and returns them in the order in which they began. */
async function play(asked: readonly Asked[], machineOf = (node: string) => node): Promise<readonly Done[]> {
  const clock = new VirtualClock({ network: silence })
  onTestFinished(() => clock.stop())
  const queue = new DialQueue({ clock, dialTime, machineOf })
  const done: Done[] = []
  const { signal } = new AbortController()
  clock.start()
  await Promise.all(
    asked.map(async ({ entry = '1', pair: ends, takes, at = 0 }) => {
      await clock.sleepUntil(at)
      const pair = { from: ends[0] ?? '', to: ends[1] ?? '' }
      await queue.dial({ entry, pair, signal, goesOn: false }, async () => {
        const began = clock.now()
        await clock.sleepUntil(began + takes)
        done.push({ entry, pair, began, ended: clock.now() })
      })
    }),
  )
  return done.sort((one, other) => one.began - other.began)
}

const ends = ({ pair }: Done) => `${pair.from}${pair.to}`

describe('dials of a run', () => {
  it('to one node follow one another, also from different entries', async () => {
    const done = await play(['ax', 'bx', 'cx'].map((pair, at) => ({ entry: `${at}`, pair, takes: 300 })))
    expect(done.map(({ began }) => began)).toEqual([0, 300, 600])
  })

  it('of the same pair follow one another', async () => {
    const done = await play(['1', '2', '3'].map((entry) => ({ entry, pair: 'ab', takes: 400 })))
    expect(done.map(({ entry, began }) => [entry, began])).toEqual([
      ['1', 0],
      ['2', 400],
      ['3', 800],
    ])
  })

  it('without an answer let the next one go when a dial that succeeds would have ended', async () => {
    const done = await play(['ax', 'bx', 'cx'].map((pair) => ({ pair, takes: 5000 })))
    expect(done.map(({ began }) => began)).toEqual([0, dialTime, 2 * dialTime])
  })

  it('without an answer are four at most at one node', async () => {
    const done = await play(['ax', 'bx', 'cx', 'dx', 'ex'].map((pair) => ({ pair, takes: 5000 })))
    expect(done.at(-1)?.began).toBe(5000)
  })

  it('of nodes that share nothing are four at most', async () => {
    const done = await play(['ab', 'cd', 'ef', 'gh', 'ij'].map((pair) => ({ pair, takes: 200 })))
    expect(done.map(({ began }) => began)).toEqual([0, 0, 0, 0, 200])
  })

  it('to one node are four a second, as libp2p takes five', async () => {
    const done = await play(['ax', 'bx', 'cx', 'dx', 'ex'].map((pair) => ({ pair, takes: 1 })))
    expect(done.map(({ began }) => began)).toEqual([0, 1, 2, 3, 1000])
  })

  it('from behind one router are four a second, since others see one address', async () => {
    const pairs = ['av', 'bw', 'cx', 'dy', 'ez']
    const done = await play(
      pairs.map((pair) => ({ pair, takes: 1 })),
      (node) => ('abcde'.includes(node) ? 'office' : node),
    )
    expect(done.map(({ began }) => began)).toEqual([0, 0, 0, 0, 1000])
  })

  it('of an entry with many pairs do not hold up an entry with one', async () => {
    const many = ['ab', 'ac', 'ad', 'ae', 'af'].map((pair) => ({ entry: 'many', pair, takes: 300 }))
    const done = await play([...many, { entry: 'one', pair: 'ax', takes: 300, at: 10 }])
    expect(done.map(ends).indexOf('ax')).toBeLessThanOrEqual(2)
  })

  it('are given up when their entry is over before their turn', async () => {
    const clock = new VirtualClock({ network: silence })
    onTestFinished(() => clock.stop())
    const queue = new DialQueue({ clock, dialTime, machineOf: (node) => node })
    const over = new AbortController()
    const pair = { from: 'a', to: 'b' }
    const first = Promise.withResolvers<string>()
    const one = queue.dial(
      { entry: '1', pair, signal: new AbortController().signal, goesOn: false },
      () => first.promise,
    )
    const two = queue.dial({ entry: '2', pair, signal: over.signal, goesOn: false }, async () => 'never')
    over.abort()
    expect(await two).toBeNull()
    first.resolve('answer')
    expect(await one).toBe('answer')
  })

  it('all get their turn, never two with a common node at once, and in the same order each time', async () => {
    const names = [...'abcdef']
    const one = fc.record({
      entry: fc.constantFrom('1', '2', '3'),
      pair: fc.shuffledSubarray(names, { minLength: 2, maxLength: 2 }).map((two) => two.join('')),
      takes: fc.constantFrom(0, 1, 90, 400, 5000),
      at: fc.constantFrom(0, 0, 250, 1000),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 24 }), async (asked) => {
        const done = await play(asked)
        expect(done).toHaveLength(asked.length)
        for (const [index, dial] of done.entries()) {
          const turns = done.filter(
            (other, place) =>
              place !== index &&
              other.began <= dial.began &&
              Math.min(other.ended, other.began + turnTimeOf(dialTime)) > dial.began,
          )
          if (dial.ended === dial.began) continue
          expect(turns.length).toBeLessThan(mostAtOnce)
          const nodes = new Set([dial.pair.from, dial.pair.to])
          expect(turns.filter(({ pair }) => nodes.has(pair.from) || nodes.has(pair.to))).toEqual([])
        }
        expect((await play(asked)).map(ends)).toEqual(done.map(ends))
      }),
      { numRuns: 100 },
    )
  })
})
