import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createReporters, Reporting } from '../../../../src/runner/reports/reporters/reporting.ts'
import { terminal } from '../../../../src/runner/reports/reporters/terminal.ts'
import { paintFor } from '../../../../src/runner/reports/text/paint.ts'
import { Judge } from '../../../../src/runner/verdict/verdict.ts'
import { contextOf, infoFor, playInto, reportLive, TextOutput } from '../../../fixtures/report.ts'
import { runs } from '../../../fixtures/runs.ts'
import { TerminalOutput } from '../../../support/terminal-output.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const { plan, events } = runs.failing

/** A terminal has its lines broken, a pipe has not. */
const unbroken = (text: string) => text.replace(/\s+/g, ' ')

async function startLive() {
  const stdout = new TextOutput(true)
  const reporter = await terminal.create(contextOf(stdout, { env: { NO_COLOR: '1' }, now: () => Date.now() }))
  const judge = new Judge(plan)
  const run = reporter.start(plan, infoFor(plan), null)
  return { stdout, reporter, judge, run }
}

test('a terminal is redrawn once for all that happens within a tenth of a second', async () => {
  const { stdout, judge, run } = await startLive()
  for (const event of events.slice(0, 16)) run.event(event, judge.push(event), judge)
  expect(stdout.text).toBe('')
  vi.advanceTimersByTime(100)
  expect(stripVTControlCharacters(stdout.text).trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^failing +20s {2}x200 {2}1 of 2$/),
    expect.stringMatching(/^ {2}pass +bob reaches alice, relayed through boot +at 10\.12s$/),
    expect.stringMatching(/^ {2}fault +boot restarts, down for 20s +at 20s$/),
    expect.stringMatching(/^ {2}waiting +bob reaches alice, relayed through boot +due at 10s$/),
    expect.stringContaining('40ms  boot is ready'),
    expect.stringContaining('140ms  alice is ready'),
    expect.stringContaining('240ms  bob is ready'),
    expect.stringContaining('20.01s  boot ended (exit code 0)'),
  ])
})

test('a terminal that shows nothing new is left alone', async () => {
  const { stdout, judge, run } = await startLive()
  for (const event of events.slice(0, 10)) run.event(event, judge.push(event), judge)
  vi.setSystemTime(0)
  vi.advanceTimersByTime(100)
  const { length } = stdout.text
  vi.advanceTimersByTime(500)
  expect(stdout.text.slice(length)).toBe('')
})

test('at the end the terminal shows every expectation and the same summary as a pipe', async () => {
  const { stdout, reporter, judge, run } = await startLive()
  for (const event of events) run.event(event, judge.push(event), judge)
  vi.advanceTimersByTime(1000)
  run.end(judge.verdict())
  reporter.close()
  const summary = (text: string) => unbroken(text.slice(text.indexOf('\n\n  fail')))
  const shown = stripVTControlCharacters(stdout.text)
  expect(summary(shown)).toBe(summary(await reportLive('terminal', runs.failing)))
  expect(vi.getTimerCount()).toBe(0)
})

test.each([
  ['a pipe', false, {}, 0],
  ['a terminal', true, { TERM: 'xterm' }, 1],
  ['a terminal that can do nothing', true, { TERM: 'dumb' }, 0],
  ['a terminal with NO_COLOR', true, { TERM: 'xterm', NO_COLOR: '1' }, 0],
  ['a terminal with an empty NO_COLOR', true, { TERM: 'xterm', NO_COLOR: '' }, 1],
  ['a pipe with FORCE_COLOR', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, 1],
  ['a terminal with FORCE_COLOR=0', true, { TERM: 'xterm', FORCE_COLOR: '0' }, 0],
] as const)('%s has its amount of colour', (_what, isTTY, env, level) => {
  expect(Math.min(1, paintFor({ env, stdout: new TextOutput(isTTY) }).level)).toBe(level)
})

test('a terminal that can do nothing gets plain lines', async () => {
  const stdout = new TextOutput(true)
  const reporting = new Reporting(
    await createReporters(['terminal'], contextOf(stdout, { env: { TERM: 'dumb' } })),
  )
  playInto(reporting, runs.failing)
  expect(reporting.close()).toEqual([])
  expect(unbroken(stdout.text)).toBe(unbroken(await reportLive('terminal', runs.failing)))
})

test.each([40, 80, 120])(
  'what stays on a terminal of %i columns is broken between words only',
  async (columns) => {
    vi.useRealTimers()
    const stdout = new TerminalOutput(columns, 24)
    const reporting = new Reporting(
      await createReporters(['terminal'], contextOf(stdout, { env: { NO_COLOR: '1' } })),
    )
    playInto(reporting, runs.failing)
    expect(reporting.close()).toEqual([])
    const text = (await stdout.lines()).join('\n')
    await expect(text).toMatchFileSnapshot(`../../../golden/reporters/failing.${columns}-columns.txt`)
  },
)

test.each([
  {
    how: 'npx',
    env: { npm_command: 'exec', npm_config_user_agent: 'npm/11.6.2 node/v24.0.0' },
    topo: 'npx topo',
  },
  {
    how: 'a script of npm',
    env: { npm_command: 'run', npm_config_user_agent: 'npm/11.6.2' },
    topo: 'npx topo',
  },
  {
    how: 'pnpm',
    env: { npm_command: 'run-script', npm_config_user_agent: 'pnpm/12.21.0 npm/?' },
    topo: 'pnpm exec topo',
  },
  { how: 'the shell', env: {}, topo: 'topo' },
  { how: 'a shell without topo', env: { PATH: '/nowhere/bin' }, topo: 'npx topo' },
  { how: 'a tool of a project', env: { PATH: '/project/node_modules/.bin' }, topo: 'npx topo' },
])('a user of $how sees commands that work there: $topo', async ({ env, topo }) => {
  const stdout = new TextOutput()
  playInto(new Reporting(await createReporters(['terminal'], contextOf(stdout, { env }))), runs.failing)
  expect(stdout.text).toContain(`again    ${topo} run topologies/demo.yaml --seed 7\n`)
  expect(stdout.text).toContain(
    `report   ${topo} report results/failing/2026-03-01T12-00-00.000Z-1f2e3d --open\n`,
  )
})
