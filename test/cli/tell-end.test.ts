import { expect, it } from 'vitest'
import type { CliContext } from '../../src/cli/context.ts'
import { type ReleaseRun, type RunsEnd, tellEnd } from '../../src/cli/tell-end.ts'
import { type Verdict, verdictOf } from '../../src/runner/verdict/verdict.ts'
import { TextOutput } from '../fixtures/report.ts'
import { runs } from '../fixtures/runs.ts'

const { plan, events } = runs.passing
const passing = verdictOf(plan, events)
const end: RunsEnd = {
  hasReleases: false,
  isRepeated: true,
  isWhole: true,
  hasWrong: false,
  failOnFlaky: false,
}

function told(changes: readonly Partial<Verdict>[], options: Partial<RunsEnd> = {}) {
  const stderr = new TextOutput()
  const finished = changes.map(
    (change): ReleaseRun => ({
      name: 'hello',
      release: null,
      varied: {},
      attempts: [{ ...passing, ...change }],
    }),
  )
  return {
    code: tellEnd(finished, { ...end, ...options }, { stderr: stderr as unknown as CliContext['stderr'] }),
    text: stderr.text,
  }
}

it('repeated runs with one fingerprint pass; with two, nobody can tell', () => {
  expect(told([{ fingerprint: 'aaaa' }, { fingerprint: 'aaaa' }])).toEqual({
    code: 0,
    text: 'topo: hello: 2 runs, 1 fingerprint (aaaa)\n',
  })
  expect(told([{ fingerprint: 'aaaa' }, { fingerprint: 'bbbb' }])).toEqual({
    code: 3,
    text: 'topo: hello: 2 runs, 2 fingerprints (aaaa, bbbb)\n',
  })
})

it('--fail-on-flaky says why the exit code is 1', () => {
  const flaky: ReleaseRun = {
    name: 'hello',
    release: null,
    varied: {},
    attempts: [
      { ...passing, clock: 'real', outcome: 'fail' },
      { ...passing, clock: 'real' },
    ],
  }
  const stderr = new TextOutput()
  const context = { stderr: stderr as unknown as CliContext['stderr'] }
  const options = { ...end, isRepeated: false }
  expect(tellEnd([flaky], options, context)).toBe(0)
  expect(stderr.text).toBe('')
  expect(tellEnd([flaky], { ...options, failOnFlaky: true }, context)).toBe(1)
  expect(stderr.text).toBe('topo: --fail-on-flaky: 1 run passed only after a retry, so the exit code is 1\n')
})

it('a failure among repeated runs decides', () => {
  expect(told([{ outcome: 'fail' }, {}]).code).toBe(1)
})
