/** The guides of CONTRIBUTING.md, followed in one copy of the sources: a fault, an expectation, a reporter, a node kind. */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  addExpectation,
  expectationFields,
  expectationWithout,
  loudTopology,
  silentTopology,
} from '../fixtures/additions/expectation.ts'
import { addFault, faultFields, faultTest, faultWithout, slowTopology } from '../fixtures/additions/fault.ts'
import {
  addNodeKind,
  bystanderTopology,
  completeNodeKind,
  placesOfNodeKinds,
} from '../fixtures/additions/node-kind.ts'
import { addReporter } from '../fixtures/additions/reporter.ts'
import { runs } from '../fixtures/runs.ts'
import { storeRun } from '../fixtures/stored-run.ts'
import { CopiedSources } from '../support/copied-sources.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const copy = new CopiedSources(temporaryFolder())
const incomplete = [...faultFields.map(faultWithout), ...expectationFields.map(expectationWithout)]

/** Compiler errors of the definitions that lack a field, and of a node kind with more places to name it in. */
let problems: string
/** Compiler errors of the additions that follow their guides. */
let remaining: string
/** One command runs the topologies of all additions. */
let report: Awaited<ReturnType<CopiedSources['run']>>

beforeAll(async () => {
  for (const add of [addFault, addExpectation, addReporter, addNodeKind]) add(copy)
  for (const [file, text] of incomplete) copy.write(file, text)
  problems = await copy.compile('src')
  for (const [file] of incomplete) rmSync(path.join(copy.folder, file))
  completeNodeKind(copy)
  remaining = await copy.compile('cli.ts', 'src', 'test/runner')
  const topologies = {
    'slow.yaml': slowTopology,
    'silent.yaml': silentTopology,
    'loud.yaml': loudTopology,
    'bystander.yaml': bystanderTopology,
  }
  for (const [file, text] of Object.entries(topologies)) copy.write(file, text)
  report = await copy.topo('run', ...Object.keys(topologies))
}, 600_000)

it('additions by the guides compile', () => {
  expect(remaining).toBe('')
})

describe('a fault that is added by the guide', () => {
  it('passes the test of its effect on the real switch', async () => {
    const { stdout } = await copy.run('node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', faultTest)
    expect(stdout).toMatch(/Tests +1 passed \(1\)/)
  }, 600_000)

  it('gives a relayed dial the time that it takes at 300 ms', () => {
    expect(report.stdout, report.stderr).toContain('PASS  slow-latency-spike: 1 of 1 expectation holds')
  })

  it.each(faultFields)('does not compile without the field %s', (field) => {
    expect(problems).toMatch(
      new RegExp(`fault-without-${field}\\.ts.*Property '${field}' is missing in type`),
    )
  })
})

describe('an expectation that is added by the guide', () => {
  it('holds and fails', () => {
    expect(report.stdout).toContain('PASS  silent: 1 of 1 expectation holds')
    expect(report.stdout).toMatch(/FAIL {2}loud: .*boot printed nothing/)
    expect(report.code).toBe(1)
  })

  it.each(expectationFields)('does not compile without the field %s', (field) => {
    // The compiler tells the cause in a line below, which is indented.
    expect(problems).toMatch(
      new RegExp(`expectation-without-${field}\\.ts\\(.*(?:\\n +.*)*Property '${field}' is missing`),
    )
  })
})

it('a reporter that is added by the guide reports a stored run', async () => {
  const { path: stored } = storeRun(path.join(copy.folder, 'stored'), runs.failing)
  const told = await copy.topo('report', stored, '--reporter', 'tally')
  expect(told).toEqual({ stdout: 'failing: fail', stderr: '', code: 1 })
})

describe('a node kind that is added by the guide', () => {
  it.each(placesOfNodeKinds)('does not compile before %s names it', (file) => {
    expect(problems).toContain(`${file}(`)
  })

  it('is reached by a peer', () => {
    expect(report.stdout).toContain('PASS  bystander: 1 of 1 expectation holds')
  })
})
