import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { junitFile } from '../../../../src/runner/reports/reporters/junit-file.ts'
import type { ReporterName } from '../../../../src/runner/reports/reporters/registry.ts'
import type { Reporter } from '../../../../src/runner/reports/reporters/reporter.ts'
import {
  createReporters,
  formatFailure,
  Reporting,
} from '../../../../src/runner/reports/reporters/reporting.ts'
import { Judge } from '../../../../src/runner/verdict/verdict.ts'
import { contextOf, infoFor, playInto, reportLive, TextOutput } from '../../../fixtures/report.ts'
import { runs } from '../../../fixtures/runs.ts'

const calm: Reporter = { start: () => ({ event: () => {}, end: () => {} }), close: () => {} }
const broken = (where: string) => () => {
  throw new Error(`${where} \u001b[31mbroke`)
}

const brokenReporters: Readonly<Record<string, Reporter>> = {
  start: { ...calm, start: broken('start') },
  event: { ...calm, start: () => ({ event: broken('event'), end: () => {} }) },
  end: { ...calm, start: () => ({ event: () => {}, end: broken('end') }) },
  close: { ...calm, close: broken('close') },
}

test.each(Object.entries(brokenReporters))(
  'a reporter that throws in %s is told at the end and stops no other',
  async (where, reporter) => {
    const stdout = new TextOutput()
    const reporting = new Reporting([
      { name: 'broken', reporter },
      ...(await createReporters(['terminal'], contextOf(stdout))),
    ])
    playInto(reporting, runs.failing)
    expect(reporting.close()).toEqual([{ reporter: 'broken', message: `${where} \u001b[31mbroke` }])
    expect(stdout.text).toBe(await reportLive('terminal', runs.failing))
  },
)

test('a reporter that has thrown is not called again', () => {
  let calls = 0
  const event = () => {
    calls += 1
    throw new Error('no')
  }
  const reporting = new Reporting([
    { name: 'a', reporter: { ...calm, start: () => ({ event, end: event }) } },
  ])
  playInto(reporting, runs.failing)
  expect(calls).toBe(1)
})

test('a file that a run cannot write is told at the end, with advice, and stops nothing', () => {
  const reporting = new Reporting([])
  const written: string[] = []
  reporting.keep('verdict.json', () => {
    throw new Error('ENOSPC: no space left on device, write')
  })
  reporting.keep('resources.json', () => written.push('resources.json'))
  expect(written).toEqual(['resources.json'])
  expect(reporting.close()).toMatchObject([
    { reporter: 'verdict.json', message: expect.stringContaining('the disk is full') },
  ])
})

test('the message about a reporter that failed is escaped', () => {
  expect(formatFailure({ reporter: 'a', message: 'x \u001b[31m' })).toBe(
    'topo: the reporter "a" failed, so its report is missing or incomplete: x \\x1b[31m',
  )
})

test('a run can have a reporter of its own, which writes its junit report at its end', async () => {
  const written: string[] = []
  const { plan, events } = runs.failing
  const reporting = new Reporting([])
  const judge = new Judge(plan)
  const run = reporting.start(plan, infoFor(plan), { also: [junitFile((xml) => written.push(xml))] })
  for (const event of events) run.event(event, judge.push(event), judge)
  expect(written).toEqual([])
  run.end(judge.verdict())
  expect(written).toEqual([await reportLive('junit', runs.failing)])
})

test.each([
  { names: ['terminal', 'json'], out: ['json'], err: ['terminal'] },
  { names: ['junit', 'terminal', 'github'], out: ['junit'], err: ['terminal', 'github'] },
  { names: ['terminal', 'github'], out: ['terminal', 'github'], err: [] },
] as const)('of $names, on stdout are $out', async ({ names, out, err }) => {
  const print = async (some: readonly ReporterName[]) => {
    const [stdout, stderr] = [new TextOutput(), new TextOutput()]
    const reporting = new Reporting(await createReporters(some, contextOf(stdout, { stderr })))
    playInto(reporting, runs.failing)
    expect(reporting.close()).toEqual([])
    return { stdout: stdout.text, stderr: stderr.text }
  }
  const alone = async (some: readonly ReporterName[]) => (await print(some)).stdout
  expect(await print(names)).toEqual({ stdout: await alone(out), stderr: await alone(err) })
})

test('json is one document for many runs, in the order in which they started', async () => {
  const document = JSON.parse(await reportLive('json', runs.failing, runs.passing))
  expect(document.runs.map((run: { label: string }) => run.label)).toEqual(['failing', 'passing'])
})

test('junit is one document for many runs, its counts the sums of theirs', async () => {
  const xml = await reportLive('junit', runs.failing, runs.vacuous, runs.known)
  expect(xml).toContain('<testsuites name="topo" tests="6" failures="1" errors="1" skipped="1" time="1.501">')
  expect(xml.match(/<testsuite /g)).toHaveLength(3)
})

test.each([false, true])(
  'several runs are told by their ends, in one line if they passed, on a terminal: %s',
  async (isTTY) => {
    const stdout = new TextOutput(isTTY)
    const times = [0, 4200]
    const context = contextOf(stdout, { runs: 4, env: { NO_COLOR: '1' }, now: () => times.shift() ?? 4200 })
    const reporting = new Reporting(await createReporters(['terminal'], context))
    for (const run of [runs.failing, runs.passing, runs.known, runs.vacuous]) {
      playInto(reporting, run, infoFor(run.plan), () => 0)
    }
    expect(reporting.close()).toEqual([])
    const text = stripVTControlCharacters(stdout.text)
    expect(text).not.toContain('boot is ready\n')
    expect(text.match(/^PASS {2}.*$/gm)).toEqual([
      expect.stringMatching(/^PASS {2}passing: .* in .*s$/),
      expect.stringMatching(/^PASS {2}known: .* fails as known {2}.* in .*s$/),
    ])
    expect(text).toContain('FAIL  failing: ')
    const total = '4 runs in 4.2s: 2 pass (1 with known failures), 1 fail, 1 unknown\n'
    expect(text.endsWith(total)).toBe(true)
  },
)

test('the total of interrupted runs says how many were never started', async () => {
  const stdout = new TextOutput()
  const reporting = new Reporting(await createReporters(['terminal'], contextOf(stdout, { runs: 38 })))
  playInto(reporting, runs.passing)
  playInto(reporting, runs.interrupted)
  reporting.close()
  expect(stdout.text.endsWith('\n2 runs: 1 pass, 1 unknown, 36 of 38 never started\n')).toBe(true)
})

test('the total of stored runs says nothing of the time that it took to show them', async () => {
  const text = await reportLive('terminal', runs.failing, runs.passing, runs.vacuous)
  expect(text.endsWith('\n3 runs: 1 pass, 1 fail, 1 unknown\n')).toBe(true)
})

test('json never holds a character that a terminal would obey', async () => {
  const { plan, events } = runs.failing
  const reason = 'a\u009b31m \u202e \u001b'
  const hostile = events.map((event) => (event.kind === 'probe' ? { ...event, reason } : event))
  const text = await reportLive('json', { plan, events: hostile })
  expect(text).not.toMatch(/[^\n\P{C}]/u)
  expect(JSON.stringify(JSON.parse(text))).toContain('\u009b31m \u202e')
})
