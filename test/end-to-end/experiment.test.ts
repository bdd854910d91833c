/** An experiment on real nodes: in one piece and in shards, its table, and its page in a real browser. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { it as always, beforeAll, describe, expect } from 'vitest'
import type { Experiment } from '../../src/runner/reports/experiment/experiment.ts'
import { openResults } from '../../src/runner/results/open-results.ts'
import { it, sharedChromium } from '../support/chromium.ts'
import { topo } from '../support/cli.ts'
import { unreachedByKeyboard } from '../support/keyboard.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { accessibilityProblems, openWatched } from '../support/watched-page.ts'

const hello = path.join(import.meta.dirname, '../../topologies/hello.yaml')
const varied = ['--vary', 'links.latency=10ms,200ms', '--seeds', '1-2'] as const

let root: string
let whole: Awaited<ReturnType<typeof topo>>

beforeAll(async () => {
  root = temporaryFolder()
  whole = await topo('run', hello, ...varied, '--results', path.join(root, 'whole'))
})

function experimentIn(results: string): { readonly page: string; readonly experiment: Experiment } {
  const [page = ''] = globSync(`${results}/hello/experiment-*.html`)
  return { page, experiment: JSON.parse(readFileSync(page.replace(/html$/, 'json'), 'utf8')) }
}

/** The runs without their folders and CPU, which differ each time. */
function runsIn(results: string) {
  return experimentIn(results).experiment.runs.map(({ id: _id, numbers, ...run }) => {
    const { 'run:cpu': _cpu, ...virtual } = numbers
    return { ...run, numbers: virtual }
  })
}

describe('an experiment', () => {
  always('tries each value with each seed, and its table tells them apart', () => {
    expect(whole.code).toBe(0)
    expect(whole.stderr.match(/PASS/g)).toHaveLength(4)
    expect(whole.stdout).toContain('hello: 2 combinations, 4 runs')
    const runs = runsIn(path.join(root, 'whole'))
    expect(runs.map(({ values, seed }) => [values['links.latency'], seed])).toEqual([
      ['10ms', 1],
      ['10ms', 2],
      ['200ms', 1],
      ['200ms', 2],
    ])
    const [fast, slow] = [runs[0]?.numbers, runs[2]?.numbers]
    expect(fast?.['run:dials']).toBeGreaterThan(0)
    expect(slow?.['1-reachable:wait']).toBeGreaterThan(fast?.['1-reachable:wait'] ?? Infinity)
  })

  always('gives the same numbers from two shards, and one page', async () => {
    const shards = [1, 2].map((index) => path.join(root, `shard-${index}`))
    for (const [index, folder] of shards.entries()) {
      const { code } = await topo('run', hello, ...varied, '--shard', `${index + 1}/2`, '--results', folder)
      expect(code).toBe(0)
    }
    const merged = path.join(root, 'merged')
    const { code, stdout } = await topo('merge', ...shards, '--results', merged)
    expect(code).toBe(0)
    expect(stdout).toContain('hello: 2 combinations, 4 runs')
    expect(runsIn(merged)).toEqual(runsIn(path.join(root, 'whole')))
  })

  always('tells for each run the command that repeats it', async () => {
    const [folder = ''] = globSync(`${root}/whole/hello/2*`)
    const { info, verdict } = openResults(folder)
    expect(info.command).toContain('--seed 1 --vary links.latency=10ms')
    const results = path.join(root, 'again')
    const words = info.command.replace(/ --results \S+/, '').split(' ')
    await topo('run', ...words.slice(2), '--results', results)
    const [again = ''] = globSync(`${results}/hello/2*`)
    expect(openResults(again).verdict.fingerprint).toBe(verdict.fingerprint)
  })
})

describe('the page of an experiment', () => {
  let browser: Awaited<ReturnType<typeof sharedChromium>>
  beforeAll(async () => {
    browser = await sharedChromium()
  })
  it('is accessible in dark and light, fits a phone, and each point leads to its run', async () => {
    const file = experimentIn(path.join(root, 'whole')).page
    const url = pathToFileURL(file).href
    await using opened = await openWatched(browser, url, (requested) => requested === url)
    const { page, complaints } = opened
    await page.locator('.measure').first().waitFor()
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await accessibilityProblems(page)).toEqual([])
    }
    const links = await page
      .locator('a')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
    const reports = new Set(links)
    expect(reports.size).toBe(4)
    for (const link of reports) expect(existsSync(path.join(path.dirname(file), link))).toBe(true)
    const waited = page.locator('.measure', { hasText: 'waited until true' })
    expect(await waited.locator('circle').count()).toBe(8)
    expect(await unreachedByKeyboard(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    expect(complaints).toEqual([])
  })
})
