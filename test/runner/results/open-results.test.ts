import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { InputError } from '../../../src/base/errors.ts'
import { openResults } from '../../../src/runner/results/open-results.ts'
import { infoOf } from '../../../src/runner/results/run-info.ts'
import { verdictOf } from '../../../src/runner/verdict/verdict.ts'
import { buildPlan } from '../../fixtures/plan-builder.ts'
import { runNames, runs } from '../../fixtures/runs.ts'
import { storeRun } from '../../fixtures/stored-run.ts'
import { test } from '../../support/temporary-folder.ts'

for (const name of runNames) {
  test(`a ${name} run reads back as it was, its verdict recomputed`, ({ folder }) => {
    const { plan, events } = runs[name]
    const run = openResults(storeRun(folder, runs[name]).path)
    expect(run.plan).toEqual(plan)
    expect([...run.events()]).toEqual(events)
    expect(run.verdict).toEqual(verdictOf(plan, events))
    expect(run.problems).toEqual([])
  })
}

test('the name of a topology stands for its latest run', ({ folder }) => {
  storeRun(folder, runs.passing)
  const run = openResults(join(folder, 'passing'))
  expect(run.path).toBe(join(folder, 'passing', 'latest'))
  expect(run.verdict.outcome).toBe('pass')
})

test('the info of a run comes from its log, and the rest from its folder', ({ folder }) => {
  const { path } = storeRun(folder, runs.passing)
  expect(openResults(path).info).toEqual({
    file: 'topologies/demo.yaml',
    folder: path,
    command: 'topo run topologies/demo.yaml',
    label: 'passing',
    libp2p: 'current',
    varied: {},
    captures: [],
    retryOf: null,
  })
})

test('a log names no files of captured packets outside of its folder', () => {
  const named = (captures: string) => {
    const [started] = runs.passing.events
    if (started === undefined) throw new Error('the run has no events')
    return infoOf({ ...started, wall: { captures } }, 'results', 'demo').captures
  }
  expect(named('pcap/public.pcapng pcap/behind-home.pcapng')).toHaveLength(2)
  expect(named('javascript:alert(1) ../public.pcapng pcap/../../x.pcapng /pcap/public.pcapng')).toEqual([])
})

test('a run that was killed in the middle of a line is unknown, and can be read', ({ folder }) => {
  const run = openResults(storeRun(folder, runs.killed, '{"v":1,"n":').path)
  expect(run.verdict).toMatchObject({ outcome: 'unknown', reason: 'the log has no end: the run was killed' })
  expect(run.problems).toMatchObject([{ kind: 'cut-short' }])
})

test('a run that was killed before its first event is unknown', ({ folder }) => {
  const results = storeRun(folder, runs.passing)
  rmSync(results.events)
  const run = openResults(results.path)
  expect(run.verdict.outcome).toBe('unknown')
  expect(run.problems).toMatchObject([{ message: 'there is no event log' }])
})

test('a log with a damaged line is never a pass', ({ folder }) => {
  const results = storeRun(folder, runs.passing)
  const lines = readFileSync(results.events, 'utf8').split('\n')
  writeFileSync(results.events, lines.with(4, 'broken').join('\n'))
  expect(openResults(results.path).verdict).toMatchObject({
    outcome: 'unknown',
    reason: 'the event log is damaged, line 5: it is not JSON',
  })
})

const plan = (change: object) => JSON.stringify({ ...runs.passing.plan, ...change })

const brokenPlans: readonly (readonly [string, string | null, RegExp])[] = [
  ['is missing', null, /plan\.json does not exist, but every results folder has one/],
  ['is no JSON', '{', /plan\.json is not JSON: /],
  ['is something else', '[]', /plan\.json is not a plan/],
  ['has another version', plan({ version: 9 }), /plan\.json has version 9; this topo reads 1/],
  ['has no timeline', plan({ timeline: 1 }), /plan\.json is not a plan/],
  ['has a node without a name', plan({ nodes: [{}] }), /has a node without a name/],
  [
    'has an unknown entry',
    plan({ timeline: [{ type: 'party' }] }),
    /has an entry that this topo does not know: number 1 of its timeline/,
  ],
  [
    'has a fault without parameters',
    plan({ timeline: [{ type: 'fault', id: 'a', start: {}, fault: { kind: 'kill' } }] }),
    /has an entry/,
  ],
  [
    'has an expectation whose parameters are wrong',
    plan({
      timeline: [
        {
          type: 'expectation',
          id: 'a',
          start: {},
          mode: {},
          expectation: { kind: 'reachable', params: {} },
        },
      ],
    }),
    /cannot be judged/,
  ],
]

for (const [title, text, message] of brokenPlans) {
  test(`a plan that ${title} is an error that says so`, ({ folder }) => {
    const { path } = storeRun(folder, { plan: buildPlan('broken', [], []), events: [] })
    const file = join(path, 'plan.json')
    if (text === null) rmSync(file)
    else writeFileSync(file, text)
    expect(() => openResults(path)).toThrow(InputError)
    expect(() => openResults(path)).toThrow(message)
  })
}
