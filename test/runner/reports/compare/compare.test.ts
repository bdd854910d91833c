import { Chalk } from 'chalk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../../src/base/errors.ts'
import { readBaseline, writeBaseline } from '../../../../src/runner/reports/compare/baseline.ts'
import { compare } from '../../../../src/runner/reports/compare/compare.ts'
import type { ComparedRun, Side } from '../../../../src/runner/reports/compare/comparison.ts'
import { renderMarkdown } from '../../../../src/runner/reports/compare/render-markdown.ts'
import { renderComparisons } from '../../../../src/runner/reports/compare/render-terminal.ts'
import { areApart, spreadOf } from '../../../../src/runner/reports/compare/spread.ts'
import { standingOf, standingOfRun } from '../../../../src/runner/reports/compare/standing.ts'
import { comparedRun, renewal, renewalLog, renewalPlan } from '../../../fixtures/compared.ts'
import { fault } from '../../../fixtures/plan-builder.ts'
import { runs } from '../../../fixtures/runs.ts'

function side(label: string, ...sideRuns: readonly ComparedRun[]): Side {
  return { label, place: label, runs: sideRuns }
}

const kept = renewal('3.3.11', { keeps: true })
const lost = renewal('3.3.4', { keeps: false })
const slow = renewal('3.3.12', { keeps: true, late: 4000 })
const plan = renewalPlan('3.3.11')

describe('a run compared', () => {
  it('tells a fault by its effect where all sides mean the same', () => {
    const withFaults = (...nodes: readonly string[]) => {
      const faults = nodes.map((node, index) =>
        fault(`${index}-pause`, { kind: 'pause', params: { node: [node] } }),
      )
      return comparedRun({ ...plan, timeline: [...plan.timeline, ...faults] }, kept.log?.events ?? [], null)
    }
    const { faults } = compare([
      side('A', withFaults('alice', 'boot')),
      side('B', withFaults('alice', 'bob')),
    ])
    expect(faults).toEqual({ '0-pause': 'alice freezes' })
  })

  it('with one that is equal but for the wall is the same, event by event', () => {
    const other = kept.log?.events.map((event) => ({ ...event, wall: {} })) ?? []
    const comparison = compare([side('A', kept), side('B', comparedRun(plan, other, null))])
    expect(comparison).toMatchObject({ direction: 'same', exact: true, statements: [], kinds: [] })
    expect(comparison.divergences).toEqual([null, null])
  })

  it('with one that used more of the machine is the same, and shows the usage of each', () => {
    const using = (factor: number) => {
      const used = { cpu: 1000 * factor, peak: 80e6 * factor }
      return comparedRun(plan, kept.log?.events ?? [], null, { boot: used, alice: used, bob: used })
    }
    const comparison = compare([side('A', using(1)), side('B', using(3), using(5), using(4))])
    expect(comparison).toMatchObject({
      direction: 'same',
      exact: true,
      headline: compare([side('A', kept), side('B', kept)]).headline,
    })
    expect(comparison.resources).toMatchObject([
      {
        kind: 'boot-node',
        cpu: [{ median: 1000 }, { median: 4000 }],
        peak: [{ median: 80e6 }, { median: 320e6 }],
      },
      {
        kind: 'peer',
        cpu: [{ median: 2000 }, { median: 8000 }],
        peak: [{ median: 80e6 }, { median: 320e6 }],
      },
    ])
  })

  it('shows no usage of a kind of node when that of one node is unknown', () => {
    const used = { cpu: 1000, peak: 80e6 }
    const partly = comparedRun(plan, kept.log?.events ?? [], null, { boot: used, alice: used })
    expect(compare([side('A', partly)]).resources.map(({ kind }) => kind)).toEqual(['boot-node'])
  })

  it('with one of another seed is the same when only the peer ids are others, and says so', () => {
    const reseeded = JSON.parse(JSON.stringify(kept.log).replaceAll('peer-id-of-', 'another-id-of-'))
    const other = comparedRun({ ...reseeded.plan, seed: 8 }, reseeded.events, null)
    const comparison = compare([side('A', kept), side('B', other)])
    expect(comparison.divergences).toEqual([null, null])
    expect(comparison).toMatchObject({
      direction: 'same',
      headline: 'no difference; times within 1s count as equal, and so do the peer ids of seeds 7 and 8',
    })
  })

  it('with one of another seed parts where anything else differs', () => {
    const reseeded = JSON.parse(JSON.stringify(lost.log).replaceAll('peer-id-of-', 'another-id-of-'))
    const sides = [
      side('A', kept),
      side('B', comparedRun({ ...reseeded.plan, seed: 8 }, reseeded.events, null)),
    ]
    const comparison = compare(sides)
    expect(comparison.divergences[1]).toMatchObject({
      at: 3_301_000,
      second: [{ kind: 'reservation-lost' }, {}],
    })
    const style = { paint: new Chalk({ level: 0 }), width: 80, full: false }
    const note = 'diverge at 55m 1s (seeds 7 and 8: peer ids are compared by the names of their nodes)'
    expect(renderComparisons([comparison], style)).toContain(`  the logs ${note}:`)
    expect(renderMarkdown(comparison)).toContain(`${note}</summary>`)
  })

  it('with one of the same plan must agree to the millisecond', () => {
    const late = comparedRun(plan, renewalLog({ keeps: true, late: 1 }), null)
    const comparison = compare([side('A', kept), side('B', late)])
    expect(comparison).toMatchObject({ direction: 'changed', exact: true, tolerance: 0 })
  })

  it('with one that fails is worse, and the other way round better', () => {
    expect(compare([side('A', kept), side('B', lost)]).direction).toBe('worse')
    expect(compare([side('A', lost), side('B', kept)]).direction).toBe('better')
  })

  it('with several is worse when one of them is', () => {
    expect(compare([side('A', kept), side('B', slow), side('C', lost)]).direction).toBe('worse')
  })

  it('with a slower one tells how long it took and how often it was tried', () => {
    const { direction, expectations } = compare([side('A', kept), side('B', slow)])
    expect(direction).toBe('changed')
    expect(expectations[0]).toMatchObject({
      entry: '1-reachable',
      direction: 'changed',
      measures: [
        { name: 'wait', differs: true, spreads: [{ median: 120 }, { median: 4120 }] },
        { name: 'attempts', differs: true, spreads: [{ median: 1 }, { median: 2 }] },
      ],
    })
    expect(expectations.slice(1).map((one) => one.direction)).toEqual(['same', 'same'])
  })

  it('with one whose times differ by no more than the tolerance is the same', () => {
    const alike = compare([side('A', kept), side('B', renewal('3.3.10', { keeps: true }))])
    expect(alike).toMatchObject({ direction: 'same', exact: false })
  })

  it('tells how long it took to recover since the fault', () => {
    const { passing, failing } = runs
    const [a, b] = [passing, failing].map((run) => comparedRun(run.plan, run.events, null))
    if (a === undefined || b === undefined) throw new Error('two runs')
    const [worse] = compare([side('A', a), side('B', b)]).expectations
    expect(worse?.measures.find(({ name }) => name === 'recovery')?.spreads).toEqual([
      { values: [20_050], min: 20_050, median: 20_050, max: 20_050 },
      null,
    ])
  })

  it('with one of a topology with other expectations lists the missing ones of each', () => {
    const shorter = { ...plan, timeline: plan.timeline.slice(1) }
    const other = comparedRun(shorter, renewalLog({ keeps: true }), null)
    const { expectations, direction } = compare([side('A', kept), side('B', other)])
    expect(direction).toBe('changed')
    expect(expectations[0]).toMatchObject({ entry: '1-reachable', cells: [{ standing: 'pass' }, null] })
    expect(expectations.filter((one) => one.direction === 'same')).toHaveLength(2)
  })
})

describe('a mark as known', () => {
  it.each([
    ['known', 'url', 'fail'],
    ['fail', 'url', 'pass'],
    ['fail', null, 'fail'],
    ['pass', null, 'pass'],
    ['unknown', 'url', 'unknown'],
    ['running', null, 'unknown'],
  ] as const)('does not hide what was seen: %s with %s is a %s', (outcome, known, standing) => {
    expect(standingOf({ outcome, known })).toBe(standing)
  })

  it('makes a failure that is mended better, although its run fails until the mark is gone', () => {
    const marked = { ...plan, timeline: plan.timeline.map((entry) => ({ ...entry, known: 'url' })) }
    const before = comparedRun(marked, renewalLog({ keeps: false }), null)
    const after = comparedRun(marked, renewalLog({ keeps: true }), null)
    expect(after.summary.outcome).toBe('fail')
    expect(standingOfRun(after.summary)).toBe('pass')
    expect(compare([side('A', before), side('B', after)]).direction).toBe('better')
  })
})

describe('repeated runs', () => {
  it('give the smallest, the middle and the largest number', () => {
    expect(spreadOf([4, 1, 2])).toEqual({ values: [4, 1, 2], min: 1, median: 2, max: 4 })
    expect(spreadOf([1, 2])).toEqual({ values: [1, 2], min: 1, median: 1.5, max: 2 })
    expect(spreadOf([])).toBeNull()
  })

  it('are apart only when they do not overlap', () => {
    const spread = fc
      .tuple(fc.nat(1000), fc.nat(1000))
      .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }))
    fc.assert(
      fc.property(spread, spread, fc.nat(50), (a, b, tolerance) => {
        const gap = Math.max(a.min, b.min) - Math.min(a.max, b.max)
        expect(areApart(a, b, tolerance)).toBe(gap > tolerance)
      }),
    )
  })

  it('that fail once are worse than ones that never do', () => {
    const comparison = compare([side('A', kept, kept), side('B', kept, kept, lost)])
    expect(comparison.direction).toBe('worse')
    expect(comparison.expectations[0]?.cells[1]?.outcomes).toEqual({ pass: 2, fail: 1 })
  })
})

describe('a baseline', () => {
  it('reads back as it was written, and compares as the runs do, except for their logs', () => {
    const text = writeBaseline([lost.summary, kept.summary])
    const stored = readBaseline(text, 'b.json').topologies['renewal']?.map((summary) => ({
      summary,
      log: null,
    }))
    const fresh = compare([side('A', lost, kept), side('B', kept)])
    const again = compare([side('A', ...(stored ?? [])), side('B', kept)])
    expect(again.expectations).toEqual(fresh.expectations)
    expect(again.statements).toEqual(fresh.statements)
    expect(again.divergences).toEqual([null, null])
  })

  it('is the same on any machine', () => {
    const slower = { ...kept.summary, wall: 99_999 }
    expect(writeBaseline([slower])).toBe(writeBaseline([kept.summary]))
  })

  const whole = writeBaseline([kept.summary])
  it.each([
    ['no JSON', '{', 'b.json is not JSON: '],
    ['something else', '[]', 'b.json is not a baseline: topo compare --save-baseline writes one'],
    [
      'of another version',
      whole.replace('"version": 1', '"version": 2'),
      'b.json has version 2, and this topo reads 1',
    ],
    [
      'damaged',
      whole.replace('"seed": 7', '"seed": "x"'),
      'b.json is damaged at topologies.renewal.0.seed: ',
    ],
  ])('that is %s is an error that says so', (_, text, message) => {
    expect(() => readBaseline(text, 'b.json')).toThrow(InputError)
    expect(() => readBaseline(text, 'b.json')).toThrow(message)
  })
})
