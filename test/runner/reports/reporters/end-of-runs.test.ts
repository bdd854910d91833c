/** The end of several runs: all reporters, for people and for CI servers. */
import { expect, test } from 'vitest'
import type { Plan } from '../../../../src/runner/language/plan/plan.ts'
import type { ReporterName } from '../../../../src/runner/reports/reporters/registry.ts'
import type {
  MissingPart,
  ReporterContext,
  WrongFile,
} from '../../../../src/runner/reports/reporters/reporter.ts'
import { createReporters, Reporting } from '../../../../src/runner/reports/reporters/reporting.ts'
import type { RunInfo } from '../../../../src/runner/results/run-info.ts'
import { contextOf, infoFor, playInto, TextOutput } from '../../../fixtures/report.ts'
import { type FixtureRun, runs } from '../../../fixtures/runs.ts'

const { failing, passing, known, vacuous } = runs

/** The same run in real time, where a retry may have another outcome. */
const real = ({ plan, events }: FixtureRun): FixtureRun => ({ plan: { ...plan, clock: 'real' }, events })

const wrong: readonly WrongFile[] = [
  {
    file: 'topologies/wrong.yaml',
    mistakes: [
      {
        severity: 'error',
        code: 'unknown-key',
        message: 'there is no key `via`',
        hint: 'did you mean `vai`?',
        line: 3,
        column: 5,
      },
      { severity: 'warning', code: 'named-twice', message: 'twice', hint: null, line: 9, column: 1 },
    ],
  },
]

const missing: readonly MissingPart[] = [
  { name: 'shard 2 of 2', reason: 'shard 2 of 2 is missing' },
  {
    name: 'topologies/old.yaml',
    reason:
      'libp2p 3.3.9 cannot be had: npm says "ECONNREFUSED".\n      Releases that are installed need no network',
    file: 'topologies/old.yaml',
  },
]

interface Told {
  readonly run: FixtureRun
  readonly info?: Partial<RunInfo>
}

/** Attempts at one run, as `--retries` makes them. */
function attemptsAt(label: string, ...all: readonly FixtureRun[]): readonly Told[] {
  return all.map((run, at) => {
    const retryOf = at === 0 ? null : '0'
    return { run, info: { label, folder: `results/${label}/${at}`, retryOf } }
  })
}

async function report(
  name: ReporterName,
  all: readonly Told[],
  rest: Partial<ReporterContext> = {},
): Promise<string> {
  const stdout = new TextOutput()
  const appended: string[] = []
  const context = contextOf(stdout, {
    runs: all.length,
    append: (_, text) => appended.push(text),
    env: { GITHUB_STEP_SUMMARY: 'summary' },
    ...rest,
  })
  const reporting = new Reporting(await createReporters([name], context))
  for (const { run, info } of all) playInto(reporting, run, { ...infoFor(run.plan), ...info })
  expect(reporting.close()).toEqual([])
  return [stdout.text, ...appended].join('')
}

const told = (run: FixtureRun): Told => ({ run })
const flaky = attemptsAt('flaky', real(failing), real(passing))

test('the end names all that did not pass, with file and line, after the story of each', async () => {
  const text = await report('terminal', [failing, vacuous, passing].map(told), { wrong })
  const end = text.slice(text.indexOf('\ndid not pass:\n'))
  expect(end.match(/^ +where +.*$/gm)).toEqual([
    expect.stringContaining('topologies/demo.yaml:24 (3-reachable), at 1m 5s'),
    expect.stringContaining('topologies/demo.yaml:20 (2-disconnect), at 20s'),
  ])
  expect(end.trimEnd().split('\n').slice(-5)).toEqual([
    'FAIL  failing: bob reaches alice, relayed through boot, at topologies/demo.yaml:24',
    'UNKNOWN  vacuous: fault 2-disconnect, at topologies/demo.yaml:20',
    'WRONG  topologies/wrong.yaml:3:5: there is no key `via`',
    '',
    '3 runs: 1 pass, 1 fail, 1 unknown, 1 wrong file',
  ])
})

test('the end names a topology without its release, and counts it', async () => {
  const text = await report('terminal', [told(passing)], { missing })
  expect(text.trimEnd().split('\n').slice(-3)).toEqual([
    'UNKNOWN  topologies/old.yaml: libp2p 3.3.9 cannot be had: npm says "ECONNREFUSED".',
    '',
    '1 run: 1 pass, 1 unavailable file',
  ])
  const several = await report('terminal', [told(passing), told(known)], { missing })
  expect(several).toContain('\nUNKNOWN  topologies/old.yaml: ')
})

test('GitHub, JUnit and JSON have the file of a topology without its release', async () => {
  const github = await report('github', [told(passing)], { missing })
  expect(github).toContain('::error title=shard 2 of 2%3A unknown::')
  expect(github).toContain(
    '::error file=topologies/old.yaml,title=topologies/old.yaml%3A unknown::libp2p 3.3.9 cannot be had',
  )
  expect(github).toContain('### topo: 1 run: 1 pass, 1 unavailable file\n')
  expect(github).toContain('| ❔ unknown | topologies/old.yaml |  |  | libp2p 3.3.9 cannot be had&#58;')
  const none = await report('github', [], { missing })
  expect(none).toContain('| ❔ unknown | topologies/old.yaml |')
  expect(await report('junit', [told(passing)], { missing })).toContain(
    '<testcase name="topologies/old.yaml" classname="missing results" time="0.000" file="topologies/old.yaml">',
  )
  expect(JSON.parse(await report('json', [told(passing)], { missing })).missing).toEqual(missing)
})

test('a story that stands right above the end is not told again', async () => {
  const text = await report('terminal', [passing, failing].map(told))
  expect(text.match(/^ +where /gm)).toHaveLength(1)
  expect(text).not.toContain('did not pass:')
})

test('the end of more than five runs names the five slowest', async () => {
  const all = [failing, passing, known, vacuous, runs.hole, runs.killed].map(told)
  const slowest = /^slowest {2}(.*)$/m.exec(await report('terminal', all))?.[1] ?? ''
  expect(slowest.split(', ').map((one) => one.split(' ')[0])).toEqual([
    'hole',
    'failing',
    'known',
    'passing',
    'killed',
  ])
})

test('a flaky run passes, and is told with the place at which it failed', async () => {
  const text = await report('terminal', flaky, { runs: 1 })
  expect(text).toContain('PASS  flaky (retry): ')
  expect(text).toContain(
    'FLAKY  flaky: bob reaches alice, relayed through boot, at topologies/demo.yaml:24, fail, then pass\n',
  )
  expect(text.endsWith('\n1 run: 1 pass (1 flaky)\n')).toBe(true)
})

test('a retry with another outcome in virtual time is a bug in topo', async () => {
  const text = await report('terminal', attemptsAt('unsteady', failing, passing), { runs: 1 })
  expect(text).toMatch(
    /\nUNKNOWN {2}unsteady: bob reaches alice, relayed through boot, at topologies\/demo\.yaml:24, fail, then pass: in virtual time this is a bug in topo, so please report it with/,
  )
  expect(text.endsWith('\n1 run: 1 unknown\n')).toBe(true)
  const quiet = await report('terminal', attemptsAt('unsteady', failing, passing), { runs: 1, isQuiet: true })
  expect(quiet.match(/^(FAIL|PASS) {2}unsteady: /gm)).toEqual(['FAIL  unsteady: ', 'PASS  unsteady: '])
})

test('a module of the user may be the cause of another outcome in virtual time', async () => {
  const withModule = ({ plan, events }: FixtureRun): FixtureRun => {
    const nodes = plan.nodes.map((node) =>
      node.name === 'alice' ? { ...node, kind: 'module' as const, module: '/alice.ts', with: {} } : node,
    )
    return { plan: { ...plan, nodes: nodes as Plan['nodes'] }, events }
  }
  const text = await report('terminal', attemptsAt('unsteady', withModule(failing), withModule(passing)))
  expect(text).toContain(
    'the module of alice reads what differs each time, such as a file on disk, or this is a bug in topo',
  )
})

test('reporters for CI servers have a run whose attempts differ in virtual time as an error', async () => {
  const unsteady = attemptsAt('unsteady', failing, passing)
  const github = await report('github', unsteady, { runs: 1 })
  expect(github).toMatch(/^::error .*title=unsteady%3A unknown%3A fail%2C then pass%3A in virtual time/m)
  expect(github).toMatch(/<details>(.|\n)*FAIL {2}unsteady(.|\n)*PASS {2}unsteady(.|\n)*<\/details>/)
  const junit = await report('junit', unsteady, { runs: 1 })
  expect(junit).toContain('failures="0" errors="1" skipped="0"')
  expect(junit).toContain('<testcase name="the same events in each attempt" classname="unsteady"')
})

test('the end says why a run ended early', async () => {
  const reason = 'it took longer than 100ms of wall time, the limit of --timeout'
  const events = passing.events.map((event) =>
    event.kind === 'run-ended' ? { ...event, cause: 'interrupted' as const, reason } : event,
  )
  const early = { plan: passing.plan, events }
  const text = await report('terminal', [told(early)], { runs: 1, isQuiet: true })
  expect(text).toContain(
    '\nUNKNOWN  passing: it took longer than 100ms of wall time, the limit of --timeout, at topologies/demo.yaml\n',
  )
})

test('with --quiet there is only the end, with every story', async () => {
  const text = await report('terminal', [passing, failing].map(told), { isQuiet: true })
  expect(text).not.toContain('PASS')
  expect(text.match(/^ +where /gm)).toHaveLength(1)
  expect(text.endsWith('\n2 runs: 1 pass, 1 fail\n')).toBe(true)
  const one = await report('terminal', [told(passing)], { isQuiet: true, runs: 1 })
  expect(one).toBe('\n1 run: 1 pass\n')
})

test('GitHub shows a wrong file at its line and column, and in the summary', async () => {
  const text = await report('github', [told(passing)], { wrong })
  expect(text).toContain(
    '::error file=topologies/wrong.yaml,line=3,col=5,title=error[unknown-key]::there is no key `via`%0Adid you mean `vai`?\n',
  )
  expect(text).toContain(
    '| ❌ wrong | topologies/wrong.yaml&#58;3&#58;5 |  |  | there is no key &#96;via&#96; |',
  )
})

test('GitHub shows the failure of a flaky run as a warning', async () => {
  const text = await report('github', flaky)
  expect(text.match(/^::\w+/gm)).toEqual(['::warning'])
  expect(text).toContain('| ⚠️ flaky | flaky | 2 of 2 |')
})

test('JUnit has the failures of a flaky run beside its pass, and a wrong file as an error', async () => {
  const text = await report('junit', flaky, { wrong })
  expect(text).toContain('tests="3" failures="0" errors="1" skipped="0"')
  expect(text.match(/<flakyFailure message="not within 5s/g)).toHaveLength(1)
  expect(text).toContain('<property name="attempts" value="fail, then pass"/>')
  expect(text).toContain('<testcase name="topologies/wrong.yaml" classname="wrong files" time="0.000" file=')
  const twice = await report('junit', attemptsAt('failing', failing, failing))
  expect(twice.match(/<(failure|rerunFailure) /g)).toEqual(['<failure ', '<rerunFailure '])
})

test('json has every attempt, and the wrong files', async () => {
  const document = JSON.parse(await report('json', flaky, { wrong }))
  expect(document.runs.map((run: { retryOf?: string }) => run.retryOf)).toEqual([undefined, '0'])
  expect(document.wrong).toEqual(wrong)
})

test.each(['json', 'junit', 'github', 'terminal'] as const)(
  '%s has the runs in the order of the command, whichever ends first',
  async (name) => {
    const order = ['one 2.10.0', 'one 1.9.4', 'one 3.3.5']
    const ended = order.toReversed().flatMap((label) => attemptsAt(label, real(failing), real(failing)))
    const text = await report(name, ended, { order })
    const begin = { json: '"runs"', junit: '<testsuites', github: '### topo', terminal: 'FAIL  one 2.10.0:' }
    const end = text.slice(text.lastIndexOf(begin[name]))
    expect([...new Set(end.match(/one \d+\.\d+\.\d+/g))]).toEqual(order)
  },
)
