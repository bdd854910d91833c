import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../../src/base/errors.ts'
import { type Known, nextStep, type Search } from '../../../../src/runner/reports/compare/bisect.ts'
import { bisect, searchBetween } from '../../../../src/runner/reports/compare/bisection.ts'

type Standing = 'pass' | 'fail' | 'unknown'

/** Releases `0`, `1`, … with what each of them is. */
interface World {
  readonly search: Search
  readonly truth: readonly Standing[]
}

/** The verdict changes once; some releases between the ends cannot be told. */
const worlds: fc.Arbitrary<World> = fc
  .record({
    size: fc.integer({ min: 2, max: 200 }),
    first: fc.constantFrom('pass' as const, 'fail' as const),
    change: fc.nat(),
    unknown: fc.array(fc.nat({ max: 200 }), { maxLength: 40 }),
    all: fc.boolean(),
  })
  .map(({ size, first, change, unknown, all }) => {
    const releases = Array.from({ length: size }, (_, index) => `${index}`)
    const at = 1 + (change % (size - 1))
    const last = first === 'pass' ? ('fail' as const) : ('pass' as const)
    const truth = releases.map((_, index): Standing => {
      const isEnd = index === 0 || index === size - 1
      if (!isEnd && unknown.includes(index)) return 'unknown'
      return index < at ? first : last
    })
    return { search: { releases, first, all }, truth }
  })

async function run({ search, truth }: World, known: Known = new Map(), probed: string[] = []) {
  return bisect({
    search,
    known,
    probe: async (release) => {
      probed.push(release)
      return truth[Number(release)] ?? 'unknown'
    },
    onProbe: () => {},
  })
}

/** The last release with the old verdict and the first with the new one, as far as anybody can tell. */
function changeIn({ search, truth }: World) {
  const after = truth.findIndex((one) => one !== search.first && one !== 'unknown')
  const before = truth.findLastIndex((one, index) => one === search.first && index < after)
  return { before: `${before}`, after: `${after}`, skipped: search.releases.slice(before + 1, after) }
}

describe('a bisection', () => {
  it('finds the change, and names the releases with an unknown verdict', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { answer } = await run(world)
        expect(answer).toEqual({ kind: 'found', ...changeIn(world), contradictions: [] })
      }),
    )
  })

  it('runs no release twice', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const probed: string[] = []
        await run(world, new Map(), probed)
        expect(new Set(probed).size).toBe(probed.length)
      }),
    )
  })

  it('runs the two ends and as many releases as halving takes when all can be told', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async ({ search, truth }) => {
        const certain = truth.map((one, index) =>
          one === 'unknown' ? (truth.slice(0, index).findLast((other) => other !== 'unknown') ?? one) : one,
        )
        const probed: string[] = []
        await run({ search: { ...search, all: false }, truth: certain }, new Map(), probed)
        expect(probed.length).toBeLessThanOrEqual(2 + Math.ceil(Math.log2(search.releases.length)))
      }),
    )
  })

  it('continues: with the known verdicts, the remaining runs give the same answer', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, fc.nat(), async (world, cut) => {
        const probed: string[] = []
        const whole = await run(world, new Map(), probed)
        const kept = probed.slice(0, cut % (probed.length + 1))
        const known = new Map(kept.map((release) => [release, world.truth[Number(release)] ?? 'unknown']))
        const rest: string[] = []
        expect((await run(world, known, rest)).answer).toEqual(whole.answer)
        expect(rest).toEqual(probed.slice(kept.length))
      }),
    )
  })

  it('looks at every release when it is asked to', async () => {
    const truth: readonly Standing[] = ['pass', 'pass', 'fail', 'pass', 'fail', 'fail']
    const search: Search = { releases: ['0', '1', '2', '3', '4', '5'], first: 'pass', all: true }
    const probed: string[] = []
    const { answer } = await run({ search, truth }, new Map(), probed)
    expect(probed.toSorted()).toEqual(search.releases)
    expect(answer).toEqual({
      kind: 'found',
      before: '1',
      after: '2',
      skipped: [],
      contradictions: ['3'],
    })
  })
})

describe('a verdict that changes more than once', () => {
  const any = fc.array(fc.constantFrom<Standing>('pass', 'fail', 'unknown'), { maxLength: 30 })

  it('still gives two releases between which it changes', async () => {
    await fc.assert(
      fc.asyncProperty(any, async (middle) => {
        const truth: readonly Standing[] = ['pass', ...middle, 'fail']
        const search: Search = { releases: truth.map((_, index) => `${index}`), first: 'pass', all: false }
        const { answer } = await run({ search, truth })
        if (answer.kind !== 'found') throw new Error(answer.kind)
        const [before, after] = [Number(answer.before), Number(answer.after)]
        expect([truth[before], truth[after]]).toEqual(['pass', 'fail'])
        expect(new Set(truth.slice(before + 1, after))).toEqual(
          new Set(after - before > 1 ? ['unknown'] : []),
        )
      }),
    )
  })

  it('is said when a release that is known already contradicts', () => {
    const search: Search = { releases: ['1', '2', '3', '4'], first: 'pass', all: false }
    const known = new Map<string, Standing>([
      ['1', 'pass'],
      ['2', 'fail'],
      ['3', 'pass'],
      ['4', 'fail'],
    ])
    expect(nextStep(search, known)).toMatchObject({ before: '1', after: '2', contradictions: ['3'] })
  })
})

describe('an end', () => {
  const search: Search = { releases: ['1', '2', '3'], first: 'fail', all: false }

  it.each([
    ['1', 'fail', 'pass'],
    ['3', 'pass', 'fail'],
    ['3', 'pass', 'unknown'],
  ] as const)('%s that is not as it was said to be, %s, ends the search: %s', async (release, said, seen) => {
    const probed: string[] = []
    const truth: readonly Standing[] = release === '1' ? [seen, 'pass', 'pass'] : ['fail', 'fail', seen]
    const { answer } = await bisect({
      search,
      known: new Map(),
      probe: async (one) => {
        probed.push(one)
        return truth[Number(one) - 1] ?? 'unknown'
      },
      onProbe: () => {},
    })
    expect(answer).toEqual({ kind: 'wrong-end', release, said, seen })
    expect(probed).not.toContain('2')
  })
})

describe('the releases between good and bad', () => {
  const published = ['2.9.0', '2.10.0', '3.0.0', '3.1.0']

  it('are searched for the regression when good is the older one', () => {
    expect(searchBetween({ good: '2.10.0', bad: '3.1.0' }, published, false)).toEqual({
      releases: ['2.10.0', '3.0.0', '3.1.0'],
      first: 'pass',
      all: false,
    })
  })

  it('are searched for the fix when bad is the older one', () => {
    expect(searchBetween({ good: '3.0.0', bad: '2.9.0' }, published, true)).toEqual({
      releases: ['2.9.0', '2.10.0', '3.0.0'],
      first: 'fail',
      all: true,
    })
  })

  it.each([
    [{ good: '3.0.0', bad: '3.0.0' }, '3.0.0 cannot be both good and bad'],
    [{ good: '3.0.0', bad: '9.9.9' }, '9.9.9 is not a published release of libp2p'],
  ])('cannot be searched for %o', (ends, message) => {
    expect(() => searchBetween(ends, published, false)).toThrow(InputError)
    expect(() => searchBetween(ends, published, false)).toThrow(message)
  })
})
