import { appendFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect } from 'vitest'
import { exitCodeOfSearch } from '../../../../src/cli/search/exit-code-of-search.ts'
import { type ReporterName, reporters } from '../../../../src/runner/reports/reporters/registry.ts'
import type { ReporterContext } from '../../../../src/runner/reports/reporters/reporter.ts'
import { coverageOf } from '../../../../src/runner/reports/search/coverage.ts'
import { searchReport } from '../../../../src/runner/reports/search/report-of.ts'
import { openSearch } from '../../../../src/runner/search/stored-search.ts'
import { contextOf, TextOutput } from '../../../fixtures/report.ts'
import { storeSearch } from '../../../fixtures/stored-search.ts'
import { test } from '../../../support/temporary-folder.ts'

const minute = 60_000

test('a stored search tells its groups, the new ones first, each timeline beside its smallest one', ({
  folder,
}) => {
  const report = searchReport(openSearch(storeSearch(folder)), (topology) => `${topology}.html`)
  expect(report).toMatchObject({ name: 'one-relay', runs: 4, releases: [], shard: null })
  expect(report.unseen).toEqual([expect.stringMatching(/nat-status/)])
  const [fresh, known] = report.groups
  expect(known?.known).toMatch(/3601/)
  expect(fresh).toMatchObject({ id: 'bbbbbbbb', count: 2, firstRun: 3, seed: 7, known: null })
  expect(fresh?.report).toBe('one-relay-reservation-bbbb.html')
  expect(fresh?.commands).toEqual([`topo run ${fresh?.file}`])
  expect(fresh?.ways).toEqual([
    {
      drawn: [
        { from: 20 * minute, to: 21.5 * minute, text: 'alice freezes, for 1m30s' },
        { from: 21 * minute, to: 21 * minute + 5000, text: 'boot is killed, started again after 5s' },
      ],
      smallest: [
        { from: 21 * minute, to: 21 * minute + 5000, text: 'boot is killed, started again after 5s' },
      ],
    },
    expect.objectContaining({ smallest: [expect.objectContaining({ text: 'alice freezes, for 1m30s' })] }),
  ])
  expect(report.coverage).toEqual([
    { run: 1, signatures: 1, features: 3 },
    { run: 2, signatures: 2, features: 3 },
    { run: 3, signatures: 3, features: 5 },
    { run: 4, signatures: 3, features: 6 },
  ])
})

test('a difference tells both releases, and how bisect goes on', ({ folder }) => {
  const stored = openSearch(storeSearch(folder, { pair: ['3.3.5', '3.3.11'] }))
  const groups = stored.record.groups.map((group) => ({
    ...group,
    ways: group.ways.map((way) => ({ ...way, failure: { ...way.failure, release: '3.3.5' } })),
  }))
  const { releases, groups: told } = searchReport({ ...stored, record: { ...stored.record, groups } })
  expect(releases).toEqual(['3.3.5', '3.3.11'])
  expect(told[0]?.reason).toMatch(/^on libp2p 3\.3\.5: lost: .*; on 3\.3\.11 it holds$/s)
  expect(told[0]?.commands.at(-1)).toMatch(
    /^topo bisect .* --good 3\.3\.11 --bad 3\.3\.5 --entry eventually-1$/,
  )
})

test('a search that was killed is read up to the run that was cut short', ({ folder }) => {
  const stored = storeSearch(folder)
  appendFileSync(path.join(stored, 'list.ndjson'), '{"index":4,"faults":[')
  expect(searchReport(openSearch(stored)).coverage).toHaveLength(4)
  writeFileSync(path.join(stored, 'search.json'), '{"version":1')
  expect(() => openSearch(stored)).toThrow(/search\.json is no record of a search: /)
})

test('the coverage of a long search keeps its first and its last run', () => {
  const list = Array.from({ length: 5001 }, (_, index) => ({ index, signature: index, news: [index] }))
  const points = coverageOf(list)
  expect(points.length).toBeLessThanOrEqual(402)
  expect([points[0], points.at(-1)]).toEqual([
    { run: 1, signatures: 1, features: 1 },
    { run: 5001, signatures: 5001, features: 5001 },
  ])
})

test('the coverage of a shard counts its runs as the groups do: among those of all shards', () => {
  const list = [2, 10, 18].map((index) => ({ index, signature: index, news: [index] }))
  expect(coverageOf(list).map(({ run }) => run)).toEqual([3, 11, 19])
})

describe('the reporters tell a search', () => {
  async function reported(name: ReporterName, folder: string, given: Parameters<typeof storeSearch>[1] = {}) {
    const stdout = new TextOutput()
    const appended: string[] = []
    const context: ReporterContext = {
      ...contextOf(stdout, { runs: 0 }),
      searches: [searchReport(openSearch(storeSearch(folder, given)))],
      env: { GITHUB_STEP_SUMMARY: 'summary' },
      append: (_file, text) => appended.push(text),
    }
    const reporter = await reporters[name].create(context)
    reporter.close()
    return { text: stdout.text, summary: appended.join('') }
  }

  function suiteOf(xml: string) {
    expect(XMLValidator.validate(xml)).toBe(true)
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      isArray: (tag) => tag === 'testcase',
    })
    return parser.parse(xml).testsuites
  }

  test('as JUnit: a case for each group, of which known ones do not fail', async ({ folder }) => {
    const all = suiteOf((await reported('junit', folder)).text)
    expect(all).toMatchObject({ tests: '3', failures: '1', errors: '1', skipped: '1' })
    const { testcase, ...suite } = all.testsuite
    expect(suite).toMatchObject({
      name: 'search one-relay',
      tests: '3',
      file: 'topologies/search/one-relay.yaml',
    })
    const [fresh, known, unseen] = testcase
    expect(fresh.name).toBe('alice holds a reservation on boot (bbbbbbbb)')
    expect(fresh.failure.message).toContain('<b>boot</b>\\x1b[31m refused & closed')
    expect(fresh.failure['#text']).toMatch(/21m {2}boot is killed, started again after 5s/)
    expect(known.skipped.message).toMatch(/^known: https:.*3601: gone$/)
    expect(unseen.error.message).toMatch(/nat-status.*: never seen in 4 runs/)
  })

  test('as JUnit: a search without failures passes', async ({ folder }) => {
    const all = suiteOf((await reported('junit', folder, { groups: [], unseen: [] })).text)
    expect(all).toMatchObject({ tests: '1', failures: '0', errors: '0', skipped: '0' })
    expect(all.testsuite.testcase).toMatchObject([{ name: 'no failure in 4 runs' }])
    const blind = suiteOf((await reported('junit', folder, { groups: [], unseen: [], unknown: 4 })).text)
    expect(blind).toMatchObject({ tests: '1', failures: '0', errors: '1' })
  })

  test('as JUnit: a shard whose budget was over before its first run does not pass', async ({ folder }) => {
    const shard = { shard: { index: 1, count: 2 }, count: null, runs: 0, unknown: 0 }
    const all = suiteOf((await reported('junit', folder, { groups: [], unseen: [], ...shard })).text)
    expect(all).toMatchObject({ tests: '1', failures: '0', errors: '1' })
  })

  test('for people', async ({ folder }) => {
    const { text } = await reported('terminal', folder)
    expect(text.split('\n')).toEqual([
      '4 runs and 30 to shrink, 3 signatures, 2 groups of failures, 1 new, 1 unknown',
      '',
      'NEW  alice holds a reservation on boot',
      '      lost: <b>boot</b>\\x1b[31m refused & closed',
      '      2 runs, first in run 3 of seed 7; 1 fault',
      expect.stringMatching(/^ {6}topo run .*one-relay-reservation-bbbb\.yaml$/),
      '',
      'KNOWN  alice holds a reservation on boot',
      '      gone',
      '      1 run, first in run 1 of seed 7; 1 fault',
      '      explained by https://github.com/libp2p/js-libp2p/issues/3601',
      '',
      expect.stringMatching(/^NEVER SEEN {2}.*nat-status/),
      '',
    ])
  })

  test('for GitHub: an annotation for each group, and a table', async ({ folder }) => {
    const { text, summary } = await reported('github', folder)
    const lines = text.trim().split('\n')
    expect(lines.map((line) => /^::(\w+) file=([^,]*)/.exec(line)?.slice(1))).toEqual(
      ['error', 'notice', 'error'].map((kind) => [kind, 'topologies/search/one-relay.yaml']),
    )
    expect(lines[0]).toContain('new failure bbbbbbbb')
    expect(summary).toMatch(/^### topo: search one-relay: 4 runs and 30 to shrink/)
    expect(summary).toContain('❌ new')
    expect(`${text}${summary}`.match(/[^\P{Cc}\n]/gu)).toBeNull()
  })

  test('for GitHub: a search without any verdict is an error', async ({ folder }) => {
    const { text } = await reported('github', folder, { groups: [], unseen: [], unknown: 4 })
    expect(text).toMatch(/^::error file=.*search one-relay%3A unknown::none of 4 runs has a verdict\n$/)
  })

  test('as JSON', async ({ folder }) => {
    const { runs, searches } = JSON.parse((await reported('json', folder)).text)
    expect(runs).toEqual([])
    expect(searches).toMatchObject([{ name: 'one-relay', groups: [{ id: 'bbbbbbbb' }, { id: 'aaaaaaaa' }] }])
  })
})

test('a shard is not unknown for lack of what another one may have seen, or of runs', ({ folder }) => {
  const shard = { index: 3, count: 3 }
  const given = { groups: [], shard, count: 2, runs: 0, unknown: 0 }
  const { record } = openSearch(storeSearch(folder, given))
  expect(exitCodeOfSearch(record)).toBe(0)
  expect(exitCodeOfSearch({ ...record, count: 3 })).toBe(3)
  expect(exitCodeOfSearch({ ...record, shard: null, runs: 2 })).toBe(3)
  expect(searchReport(openSearch(storeSearch(folder, given))).unseen).toEqual([])
})
