import { Chalk } from 'chalk'
import stringWidth from 'fast-string-width'
import { expect, test } from 'vitest'
import { type RunView, renderFrame } from '../../../../src/runner/reports/reporters/render-frame.ts'
import type { EntryStep, StepSide } from '../../../../src/runner/reports/reporters/steps.ts'

const plain = new Chalk({ level: 0 })
const colour = new Chalk({ level: 1 })
const going: StepSide = { kind: 'until', from: 10_000, time: 15_000 }

function one(state: EntryStep['state'], rest: Partial<EntryStep> = {}): EntryStep {
  return {
    type: state === 'fault' ? 'fault' : 'expectation',
    state,
    text: 'bob reaches alice, relayed through boot',
    reason: null,
    side:
      state === 'waiting'
        ? { kind: 'text', text: 'within 5s' }
        : state === 'running'
          ? going
          : { kind: 'at', time: 12_000 },
    ...rest,
  }
}

const view: RunView = {
  label: 'relay-expiry',
  clock: 12_500,
  wall: 500,
  steps: [
    one('pass'),
    one('fail', { reason: 'not within 5s: alice advertises no address' }),
    one('unknown'),
    one('fault', { text: 'boot restarts, down for 20s' }),
    one('fault', { text: 'alice freezes', side: going }),
    one('known'),
    one('running'),
    one('running', { side: { kind: 'text', text: 'never' } }),
    one('waiting', { text: '漢字'.repeat(40) }),
  ],
  happenings: [
    { t: 8000, text: 'boot is ready', isFault: false },
    { t: 9000, text: `fault: ${'x'.repeat(100)}`, isFault: true },
  ],
}

test('a frame of 80 columns shows clock, speed, every state and the last event', () => {
  expect(renderFrame([view], '3 of 4 runs ended', { columns: 80, rows: 24 }, plain)).toEqual([
    'relay-expiry                                                    12s  x25  4 of 7',
    '  pass     bob reaches alice, relayed through boot          at 12s',
    '  fail     bob reaches alice, relayed through boot          at 12s',
    '           not within 5s: alice advertises no address',
    '  unknown  bob reaches alice, relayed through boot          at 12s',
    '  fault    boot restarts, down for 20s                      at 12s',
    '  fault    alice freezes                                    ━━━━──── 2s left',
    '  known    bob reaches alice, relayed through boot          at 12s',
    '  running  bob reaches alice, relayed through boot          ━━━━──── 2s left',
    '  running  bob reaches alice, relayed through boot          never',
    '  waiting  漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢…  within 5s',
    '          8s  boot is ready',
    `          9s  fault: ${'x'.repeat(58)}…`,
    '3 of 4 runs ended',
  ])
})

test.each([1, 5, 12, 20, 59, 60, 61, 80, 200])('no line is wider than %i columns', (columns) => {
  for (const paint of [plain, colour]) {
    for (const line of renderFrame(
      [view, view],
      'the total of all runs'.repeat(9),
      { columns, rows: 50 },
      paint,
    )) {
      expect(stringWidth(line)).toBeLessThanOrEqual(columns)
    }
  }
})

test.each([2, 3, 5, 8, 24])('a frame leaves one of %i rows free', (rows) => {
  const many = { ...view, steps: Array.from({ length: 100 }, () => one('waiting')) }
  expect(renderFrame([many, many, many], 'total', { columns: 80, rows }, plain).length).toBeLessThan(rows)
})

test('many runs at once have a line each, and those that do not fit are counted', () => {
  const frame = renderFrame(
    Array.from({ length: 20 }, () => view),
    null,
    { columns: 80, rows: 9 },
    plain,
  )
  expect(frame).toHaveLength(8)
  expect(frame[6]).toMatch(/^relay-expiry +12s {2}x25 {2}4 of 7$/)
  expect(frame[7]).toBe('and 13 more runs')
})

test('without room for all nodes, the important ones are shown and the others counted', () => {
  const passed = Array.from({ length: 50 }, () => one('pass'))
  const frame = renderFrame(
    [{ ...view, happenings: [], steps: [...passed, one('running'), one('fail')] }],
    null,
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

test('a label in a frame cannot act on the terminal', () => {
  const hostile = { ...view, label: '\u001b[2J' }
  expect(renderFrame([hostile], null, { columns: 80, rows: 24 }, plain).join('')).not.toMatch(/\p{Cc}/u)
})

test('where there is no room for reasons, there are none', () => {
  const frame = renderFrame([view], null, { columns: 80, rows: 13 }, plain)
  expect(frame).toHaveLength(12)
  expect(frame.join()).not.toContain('advertises')
})

test('the progress of an expectation goes from empty to full', () => {
  const bar = (clock: number) =>
    renderFrame(
      [{ ...view, clock, steps: [one('running')] }],
      null,
      { columns: 80, rows: 24 },
      plain,
    )[1]?.match(/[━─].*/)?.[0]
  expect([bar(0), bar(10_000), bar(12_500), bar(15_000), bar(99_000)]).toEqual([
    '──────── 15s left',
    '──────── 5s left',
    '━━━━──── 2s left',
    '━━━━━━━━ 0s left',
    '━━━━━━━━ 0s left',
  ])
})
