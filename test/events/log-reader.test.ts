import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventKinds } from '../../src/events/kinds.ts'
import { parseLog } from '../../src/events/log-reader.ts'
import { migrate, type RawEvent } from '../../src/events/migrations.ts'
import { splitLines } from '../../src/events/split-lines.ts'
import { runNames, runs } from '../fixtures/runs.ts'

const first = '{"v":1,"n":1,"t":0,"kind":"node-paused","node":"alice","wall":{}}'
const second = '{"v":1,"n":2,"t":5,"kind":"node-resumed","node":"alice","wall":{}}'
const third = '{"v":1,"n":3,"t":6,"kind":"node-paused","node":"alice","wall":{}}'

function read(...pieces: readonly string[]) {
  const items = [...parseLog(pieces.map((piece) => Buffer.from(piece)))]
  return {
    events: items.flatMap((item) => (item.kind === 'event' ? [item.event.n] : [])),
    problems: items.flatMap((item) => (item.kind === 'problem' ? [item.problem] : [])),
  }
}

test('a half-written last line is dropped and reported', () => {
  expect(read(`${first}\n${second.slice(0, 30)}`)).toEqual({
    events: [1],
    problems: [{ kind: 'cut-short', line: 2, message: 'the last line is half written' }],
  })
})

test('a last line that lacks only its line break is an event', () => {
  expect(read(`${first}\n${second}`)).toEqual({ events: [1, 2], problems: [] })
})

test.each([
  ['without a reason, as older ones are', '', 1],
  ['with the reason of its end', ',"reason":"bytes"', 1],
  ['with a reason that there is not', ',"reason":"mood"', 0],
])('a circuit %s is read or not', (_title, reason, events) => {
  const circuit = `"kind":"relay-circuit","node":"boot","source":"bob","destination":"alice","outcome":"closed","status":"OK"`
  expect(read(`{"v":1,"n":1,"t":0,"wall":{},${circuit}${reason}}\n`).events).toHaveLength(events)
})

test('a log without bytes has neither events nor problems', () => {
  expect(read('')).toEqual({ events: [], problems: [] })
})

test.each([
  ['is no JSON', '{"v":1', 'it is not JSON'],
  ['is empty', '', 'it is not JSON'],
  ['is a list', '[]', 'it is not an object'],
  ['has no version', '{"n":2}', 'it has no version'],
  ['has a later version', '{"v":2}', 'its version is 2, written by a newer topo; this one reads up to 1'],
  ['has an earlier version without migration', '{"v":0}', 'its version 0 is unknown'],
  ['has a kind that does not exist', '{"v":1,"n":2,"kind":"x"}', 'its kind is "x", which no event has'],
  [
    'is named like a member of all objects',
    '{"v":1,"kind":"constructor"}',
    'its kind is "constructor", which no event has',
  ],
  ['lacks a field', '{"v":1,"n":2,"t":5,"kind":"node-paused","wall":{}}', 'its field "node" is missing'],
  [
    'has a wrong field',
    '{"v":1,"n":2,"t":"5","kind":"node-paused","node":"a","wall":{}}',
    'its field "t" is wrong',
  ],
])('a line in the middle that %s is reported and the rest is read', (_title, line, message) => {
  expect(read(`${first}\n${line}\n${third}\n`)).toEqual({
    events: [1, 3],
    problems: [{ kind: 'damaged', line: 2, message }],
  })
})

test('a missing event is reported where it should be', () => {
  expect(read(`${first}\n${third}\n`)).toEqual({
    events: [1, 3],
    problems: [{ kind: 'damaged', line: 2, message: 'it is event 3 where event 2 should be' }],
  })
})

test('a log is read on at the event where it was left', () => {
  const from = (...lines: readonly string[]) => [
    ...parseLog(
      lines.map((line) => Buffer.from(`${line}\n`)),
      2,
    ),
  ]
  expect(from(second, third).map(({ kind }) => kind)).toEqual(['event', 'event'])
  expect(from(third)).toMatchObject([
    { problem: { kind: 'damaged', line: 2, message: 'it is event 3 where event 2 should be' } },
    { kind: 'event' },
  ])
})

test('it does not matter in which pieces a log arrives', () => {
  const whole = runs.hostile.events.map((event) => `${JSON.stringify(event)}\n`).join('')
  const bytes = Buffer.from(whole)
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
      const ends = [...cuts.sort((a, b) => a - b), bytes.length]
      const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
      const events = [...parseLog(pieces)].map((item) => (item.kind === 'event' ? item.event : item))
      expect(events).toEqual(runs.hostile.events)
    }),
    { numRuns: 50 },
  )
})

test.each(runNames)('every event of a %s run survives being written and read', (name) => {
  const { events } = runs[name]
  const lines = events.map((event) => Buffer.from(`${JSON.stringify(event)}\n`))
  expect([...parseLog(lines)]).toEqual(events.map((event) => ({ kind: 'event', event })))
})

test('every kind of event is checked for its fields', () => {
  for (const kind of eventKinds) {
    const line = JSON.stringify({ v: 1, n: 1, t: 0, kind, wall: {} })
    expect(read(`${line}\n`).problems).toMatchObject([
      { message: expect.stringMatching(/^its field ".+" is missing$/) },
    ])
  }
})

test('the status of a relay is one that its protocol has', () => {
  const refused = { kind: 'relay-reservation', node: 'boot', peer: 'alice', outcome: 'refused', held: 0 }
  const problemsOf = (status: string) =>
    read(`${JSON.stringify({ v: 1, n: 1, t: 0, ...refused, status, byFault: false, wall: {} })}\n`).problems
  expect(problemsOf('RESERVATION_REFUSED')).toEqual([])
  expect(problemsOf('REFUSED')).toMatchObject([{ message: 'its field "status" is wrong' }])
})

test('a line that is too long for memory is not kept and reads as null', () => {
  const chunks = ['x'.repeat(6), 'x'.repeat(6), '\nshort\n'].map((piece) => Buffer.from(piece))
  expect([...splitLines(chunks, 10)]).toEqual([
    { text: null, ended: true },
    { text: 'short', ended: true },
  ])
})

describe('migrate', () => {
  const steps = new Map<number, (event: RawEvent) => RawEvent>([
    [1, (event) => ({ ...event, b: 'new' })],
    [2, (event) => ({ ...event, c: 'newer' })],
  ])

  test('takes an event through every version up to the present one', () => {
    expect(migrate({ v: 1, a: 'old' }, steps, 3)).toEqual({ v: 3, a: 'old', b: 'new', c: 'newer' })
  })

  test('leaves an event of the present version alone', () => {
    const event = { v: 3 }
    expect(migrate(event, steps, 3)).toBe(event)
  })
})
