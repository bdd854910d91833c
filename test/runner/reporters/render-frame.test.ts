import { Chalk } from 'chalk'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { type RunView, renderFrame } from '../../../src/runner/reporters/render-frame.ts'
import type { ExpectationVerdict } from '../../../src/runner/verdict/verdict.ts'

const plain = new Chalk({ level: 0 })
const colour = new Chalk({ level: 1 })

function one(
  outcome: ExpectationVerdict['outcome'],
  rest: Partial<ExpectationVerdict> = {},
): ExpectationVerdict {
  const settled = outcome !== 'waiting' && outcome !== 'running'
  return {
    entry: '1-reachable',
    kind: 'reachable',
    line: 1,
    description: 'bob reaches alice, relayed through boot',
    mode: 'within 5s',
    outcome,
    started: outcome === 'waiting' ? null : 10_000,
    heldAt: null,
    settledAt: settled ? 12_000 : null,
    deadline: outcome === 'waiting' ? null : 15_000,
    reason: '',
    evidence: [],
    known: null,
    measures: {},
    ...rest,
  }
}

const view: RunView = {
  label: 'relay-expiry',
  clock: 12_500,
  wall: 500,
  expectations: [
    one('pass'),
    one('fail'),
    one('unknown'),
    one('known'),
    one('running'),
    one('running', { mode: 'never', deadline: null }),
    one('waiting', { description: '漢字'.repeat(40) }),
  ],
  happenings: [{ t: 9000, text: `fault 2-restart applied: ${'x'.repeat(100)}` }],
}

test('a frame of 80 columns shows clock, speed, every state and what happened last', () => {
  expect(renderFrame([view], { columns: 80, rows: 24 }, plain)).toEqual([
    'relay-expiry                                                    12s  x25  4 of 7',
    '  pass     bob reaches alice, relayed through boot          at 12s',
    '  fail     bob reaches alice, relayed through boot          at 12s',
    '  unknown  bob reaches alice, relayed through boot          at 12s',
    '  known    bob reaches alice, relayed through boot          at 12s',
    '  running  bob reaches alice, relayed through boot          [====    ] 2s left',
    '  running  bob reaches alice, relayed through boot          never',
    '  waiting  漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢…  within 5s',
    `          9s  fault 2-restart applied: ${'x'.repeat(40)}…`,
  ])
})

test.each([1, 5, 12, 20, 59, 60, 61, 80, 200])('no line is wider than %i columns', (columns) => {
  for (const paint of [plain, colour]) {
    for (const line of renderFrame([view, view], { columns, rows: 50 }, paint)) {
      expect(stringWidth(line)).toBeLessThanOrEqual(columns)
    }
  }
})

test.each([2, 3, 5, 8, 24])('a frame leaves one of %i rows free', (rows) => {
  const many = { ...view, expectations: Array.from({ length: 100 }, () => one('waiting')) }
  expect(renderFrame([many, many, many], { columns: 80, rows }, plain).length).toBeLessThan(rows)
})

test('many runs at once have a line each, and those that do not fit are counted', () => {
  const frame = renderFrame(
    Array.from({ length: 20 }, () => view),
    { columns: 80, rows: 9 },
    plain,
  )
  expect(frame).toHaveLength(8)
  expect(frame[6]).toMatch(/^relay-expiry +12s {2}x25 {2}4 of 7$/)
  expect(frame[7]).toBe('and 13 more runs')
})

test('when there is not room for all, those that matter are shown and the others counted', () => {
  const passed = Array.from({ length: 50 }, () => one('pass'))
  const frame = renderFrame(
    [{ ...view, happenings: [], expectations: [...passed, one('running'), one('fail')] }],
    { columns: 80, rows: 6 },
    plain,
  )
  expect(frame.map((line) => line.slice(0, 40).trimEnd())).toEqual([
    'relay-expiry',
    '  pass     bob reaches alice, relayed th',
    '  running  bob reaches alice, relayed th',
    '  fail     bob reaches alice, relayed th',
    '  and 49 more: 49 pass',
  ])
})

test('names and reasons in a frame cannot act on the terminal', () => {
  const happenings = [{ t: 0, text: 'escaped before' }]
  const hostile = {
    ...view,
    label: '\u001b[2J',
    expectations: [one('pass', { description: '\u001b[2J\n' })],
    happenings,
  }
  expect(renderFrame([hostile], { columns: 80, rows: 24 }, plain).join('')).not.toMatch(/\p{Cc}/u)
})

test('the progress of an expectation goes from empty to full', () => {
  const bar = (clock: number) =>
    renderFrame(
      [{ ...view, clock, expectations: [one('running')] }],
      { columns: 80, rows: 24 },
      plain,
    )[1]?.match(/\[.*/)?.[0]
  expect([bar(0), bar(10_000), bar(12_500), bar(15_000), bar(99_000)]).toEqual([
    '[        ] 15s left',
    '[        ] 5s left',
    '[====    ] 2s left',
    '[========] 0s left',
    '[========] 0s left',
  ])
})
