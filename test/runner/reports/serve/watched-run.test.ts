import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { TopoEvent } from '../../../../src/events/event.ts'
import type { RunRow } from '../../../../src/runner/reports/page/run-row.ts'
import { ResultsWatch } from '../../../../src/runner/reports/serve/results-watch.ts'
import { findRuns } from '../../../../src/runner/results/find-runs.ts'
import { runs } from '../../../fixtures/runs.ts'
import { storeRun } from '../../../fixtures/stored-run.ts'
import { test } from '../../../support/temporary-folder.ts'

/** As the run of a process that is there would have written it: this one. */
function aliveEvents(events: readonly TopoEvent[], pid = process.pid): readonly TopoEvent[] {
  return events.map((event) => ({ ...event, wall: { ...event.wall, pid, host: hostname() } }))
}

async function rowsIn(folder: string): Promise<readonly RunRow[]> {
  return (await new ResultsWatch(folder).look()).rows
}

describe('a run in the list', () => {
  test.for([
    ['passing', 'pass', '2 of 2 expectations hold'],
    ['failing', 'fail', /^bob reaches alice/],
    ['vacuous', 'unknown', /changed nothing/],
    ['killed', 'unknown', 'the log has no end: the run was killed'],
  ] as const)('that was %s is %s', async ([name, state, reason], { folder }) => {
    storeRun(folder, runs[name])
    const [row] = await rowsIn(folder)
    expect(row).toMatchObject({ topology: name, state, reason: expect.stringMatching(reason) })
    expect(row?.expectations[0]).toMatchObject({ took: 120, outcome: 'pass' })
  })

  test('goes on while its process is there, and is followed event by event', async ({ folder }) => {
    const { plan, events } = runs.passing
    const all = aliveEvents(events)
    const begun = all.findIndex(({ kind }) => kind === 'expectation-started') + 1
    const { events: log } = storeRun(folder, { plan, events: all.slice(0, begun) })
    const watch = new ResultsWatch(folder)
    const { rows } = await watch.look()
    expect(rows).toMatchObject([{ state: 'running', events: begun }])
    expect(rows[0]?.expectations.map(({ outcome }) => outcome)).toEqual(['running', 'waiting'])
    expect(await watch.look()).toEqual({ rows: [], gone: [] })
    // A line that is half written is not there yet.
    const next = `${JSON.stringify(all[begun])}\n`
    appendFileSync(log, next.slice(0, 20))
    expect(await watch.look()).toEqual({ rows: [], gone: [] })
    appendFileSync(log, next.slice(20))
    expect((await watch.look()).rows).toMatchObject([{ state: 'running', events: begun + 1 }])
    for (const event of all.slice(begun + 1)) appendFileSync(log, `${JSON.stringify(event)}\n`)
    expect((await watch.look()).rows).toMatchObject([{ state: 'pass', events: events.length }])
  })

  test('was killed when its process is not there any more', async ({ folder }) => {
    // No process can have this number.
    const gone = aliveEvents(runs.killed.events, 2 ** 30)
    storeRun(folder, { plan: runs.killed.plan, events: gone })
    expect(await rowsIn(folder)).toMatchObject([{ state: 'unknown' }])
  })

  test('begins before its first event', async ({ folder }) => {
    storeRun(folder, { plan: runs.passing.plan, events: [] })
    expect(await rowsIn(folder)).toMatchObject([{ state: 'running', events: 0 }])
  })

  test('that is gone or was replaced is reported', async ({ folder }) => {
    const first = storeRun(folder, runs.passing)
    const watch = new ResultsWatch(folder)
    await watch.look()
    truncateSync(first.events)
    writeFileSync(first.events, `${JSON.stringify(runs.passing.events[0])}\n`)
    expect((await watch.look()).rows).toMatchObject([{ events: 1 }])
    rmSync(first.path, { recursive: true })
    expect(await watch.look()).toMatchObject({ rows: [], gone: [expect.stringMatching(/^passing\//)] })
  })
})

describe('a folder that is broken', () => {
  const id = '2026-03-01T00-00-00.001Z-aaaaaa'

  test.for([
    ['is empty', () => {}, /plan\.json does not exist/],
    [
      'has half a plan',
      (path: string) => writeFileSync(join(path, 'plan.json'), '{"version": 1, "na'),
      /is not JSON/,
    ],
    [
      'has a plan that is none',
      (path: string) => writeFileSync(join(path, 'plan.json'), '[]'),
      /is not a plan/,
    ],
    ['has a folder for a plan', (path: string) => mkdirSync(join(path, 'plan.json')), /cannot be read/],
    [
      'has a link for a plan',
      (path: string) => symlinkSync('/etc/passwd', join(path, 'plan.json')),
      /is a symbolic link/,
    ],
  ] as const)('and %s is listed with the reason', async ([, spoil, reason], { folder }) => {
    mkdirSync(join(folder, 'broken', id), { recursive: true })
    spoil(join(folder, 'broken', id))
    storeRun(folder, runs.passing)
    const rows = await rowsIn(folder)
    expect(rows.find(({ topology }) => topology === 'broken')).toMatchObject({
      state: 'broken',
      reason: expect.stringMatching(reason),
    })
    expect(rows.find(({ topology }) => topology === 'passing')).toMatchObject({ state: 'pass' })
  })

  test('has a log that cannot be read is listed with the reason', async ({ folder }) => {
    const { events } = storeRun(folder, runs.passing)
    rmSync(events)
    mkdirSync(events)
    expect(await rowsIn(folder)).toMatchObject([{ state: 'broken', reason: expect.stringMatching(/EISDIR/) }])
  })

  test('with a half-written last line is shown up to the line before', async ({ folder }) => {
    const { events } = storeRun(folder, runs.passing)
    truncateSync(events, statSync(events).size - 10)
    expect(await rowsIn(folder)).toMatchObject([
      { state: 'unknown', reason: expect.stringMatching(/killed/), events: runs.passing.events.length - 1 },
    ])
  })

  test('has garbage for a verdict is judged by its log', async ({ folder }) => {
    const { path } = storeRun(folder, runs.failing)
    writeFileSync(join(path, 'verdict.json'), '{"outcome":"pass"\0')
    expect(await rowsIn(folder)).toMatchObject([{ state: 'fail' }])
  })

  test('vanishes while the folder is looked at, is listed so, and then not at all', async ({ folder }) => {
    const { path } = storeRun(folder, runs.failing)
    storeRun(folder, runs.passing)
    const watch = new ResultsWatch(folder)
    const looking = watch.look()
    // The newest is read by now; the others have been found, and are read later.
    rmSync(path, { recursive: true })
    const { rows } = await looking
    expect(rows).toMatchObject([{ state: 'pass' }, { state: 'broken', topology: 'failing' }])
    expect(await watch.look()).toMatchObject({ rows: [], gone: [expect.stringMatching(/^failing\//)] })
    expect(watch.all().rows).toMatchObject([{ state: 'pass' }])
  })

  test('in its log is never a pass', async ({ folder }) => {
    const { events } = storeRun(folder, runs.passing)
    appendFileSync(events, '{"v":1,"n":\n')
    expect(await rowsIn(folder)).toMatchObject([{ state: 'unknown', reason: 'the event log is damaged' }])
  })

  test('by an event that is missing where it was read on is never a pass', async ({ folder }) => {
    const { plan, events } = runs.passing
    const { events: log } = storeRun(folder, { plan, events: events.slice(0, 3) })
    const watch = new ResultsWatch(folder)
    await watch.look()
    for (const event of events.slice(4)) appendFileSync(log, `${JSON.stringify(event)}\n`)
    expect((await watch.look()).rows).toMatchObject([
      { state: 'unknown', reason: 'the event log is damaged' },
    ])
  })
})

test('runs are those of topologies and of their releases, and no links', ({ folder }) => {
  const { path } = storeRun(folder, runs.passing)
  const outside = `${folder}-outside`
  mkdirSync(join(folder, 'passing', '3.3.4'))
  const moved = join(folder, 'passing', '3.3.4', path.split('/').at(-1) ?? '')
  renameSync(path, moved)
  mkdirSync(outside)
  symlinkSync(outside, join(folder, 'linked'))
  symlinkSync(outside, join(folder, 'passing', '2026-03-01T00-00-00.001Z-aaaaaa'))
  expect(findRuns(folder).map(({ folder: found, release }) => [found, release])).toEqual([[moved, '3.3.4']])
  rmSync(outside, { recursive: true })
})

test('a results folder that is not there has no runs', ({ folder }) => {
  expect(findRuns(join(folder, 'absent'))).toEqual([])
})
