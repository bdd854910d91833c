/** The page over results/, served by `topo serve` and used in a real browser. */
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { ShardRecordFile } from '../../src/runner/results/shard-record.ts'
import { renewalLog, renewalPlan } from '../fixtures/compared.ts'
import { runs } from '../fixtures/runs.ts'
import { storeRun } from '../fixtures/stored-run.ts'
import { storeSearch } from '../fixtures/stored-search.ts'
import { it, sharedChromium } from '../support/chromium.ts'
import { TopoCommand, topo } from '../support/cli.ts'
import { unreachedByKeyboard } from '../support/keyboard.ts'
import { root } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { accessibilityProblems, openWatched } from '../support/watched-page.ts'

let results: string
const hello = path.join(root, 'topologies/hello.yaml')
let browser: Browser
let server: TopoCommand
let url: string

beforeAll(async () => {
  results = temporaryFolder()
  for (const keeps of [false, false, true]) {
    storeRun(results, { plan: renewalPlan('3.3.11'), events: renewalLog({ keeps, late: 800 }) })
  }
  storeRun(results, runs.failing)
  storeSearch(results)
  mkdirSync(path.join(results, 'failing/2026-03-01T00-00-09.000Z-abcdef'))
  browser = await sharedChromium()
  server = new TopoCommand(['serve', '--port', '0', '--results', results])
  await server.prints('/\n')
  url = server.stdout.trim()
})

afterAll(async () => {
  const ended = server?.end()
  server?.child.kill('SIGTERM')
  expect((await ended)?.code).toBe(0)
})

async function open(options: Parameters<Browser['newPage']>[0] = {}) {
  const opened = await openWatched(browser, url, (requested) => requested.startsWith(url), options)
  await opened.page.locator('.topology').first().waitFor()
  return opened
}

describe('the list of results', () => {
  it.each(['light', 'dark'] as const)('is accessible and complains of nothing (%s)', async (colorScheme) => {
    await using opened = await open({ colorScheme })
    const { page, complaints } = opened
    const renewal = page.locator('[data-topology=renewal]')
    expect(await renewal.locator('.rate').innerText()).toBe('33 % pass of 3 runs')
    expect(await renewal.locator('.trend circle').count()).toBeGreaterThanOrEqual(3)
    expect(await accessibilityProblems(page)).toEqual([])
    expect(await unreachedByKeyboard(page)).toEqual([])
    expect(complaints).toEqual([])
  })

  it('fits a phone', async () => {
    await using opened = await open({ viewport: { width: 390, height: 844 } })
    expect(await opened.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      390,
    )
  })

  it('lists a folder that is broken with the reason', async () => {
    await using opened = await open()
    await opened.page.locator('.run.broken', { hasText: 'plan.json does not exist' }).waitFor()
  })

  it('is filtered by words and by outcome', async () => {
    await using opened = await open()
    const { page } = opened
    await page.getByRole('searchbox').fill('renewal fail')
    await expect.poll(() => page.locator('.run').count()).toBe(2)
    await page.getByRole('searchbox').fill('')
    await page.getByRole('checkbox', { name: /fail/ }).first().uncheck()
    await expect.poll(() => page.locator('.run.fail').count()).toBe(0)
    expect(await page.locator('.run.pass').count()).toBeGreaterThan(0)
  })

  it('leads to the report of a run', async () => {
    await using opened = await open()
    const { page } = opened
    const report = page.waitForEvent('popup')
    await page.locator('.run.fail').first().locator('.when a').click()
    await (await report).locator('.verdict .badge', { hasText: 'FAIL' }).waitFor()
  })

  it('compares two runs that are clicked, the older one first', async () => {
    await using opened = await open()
    const { page } = opened
    const boxes = page.locator('[data-topology=renewal] .run input')
    await boxes.nth(0).check()
    await boxes.nth(1).check()
    const comparison = page.waitForEvent('popup')
    await page.getByRole('link', { name: 'Compare' }).click()
    await (await comparison).locator('.verdict .badge', { hasText: 'BETTER' }).waitFor()
  })
})

it('a search is listed, and its page is accessible in dark and light and fits a phone', async () => {
  await using opened = await open()
  const row = opened.page.locator('.search', { hasText: 'one-relay' })
  expect(await row.innerText()).toMatch(/1 new.*one-relay.*4 runs, 3 signatures, 1 known failure, seed 7/s)
  await using search = await openWatched(
    browser,
    new URL((await row.locator('a').getAttribute('href')) ?? '', url).href,
    (requested) => requested.startsWith(url),
  )
  const { page, complaints } = search
  await page.locator('.found-group').first().waitFor()
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await accessibilityProblems(page)).toEqual([])
  }
  expect(await unreachedByKeyboard(page)).toEqual([])
  // The new group comes first; its timelines lie beside their smallest ones.
  expect(await page.locator('.found-group h2').allInnerTexts()).toEqual([
    expect.stringMatching(/A .*new alice holds a reservation on boot/),
    expect.stringMatching(/B .*known alice holds a reservation on boot/),
  ])
  const [drawn, smallest] = await page.locator('.found-group').first().locator('.drawn').all()
  expect(await drawn?.locator('li').allInnerTexts()).toEqual([
    expect.stringMatching(/20m alice freezes/),
    expect.stringMatching(/21m boot is killed/),
  ])
  expect(await smallest?.locator('li').count()).toBe(1)
  expect(await page.locator('.coverage').first().getAttribute('aria-label')).toBe(
    'Signatures after 4 runs: 3',
  )
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  expect(complaints).toEqual([])
})

it('a run is followed from its first event to its last', async () => {
  const { plan, events } = runs.passing
  const own = events.map((event) => ({
    ...event,
    wall: { ...event.wall, pid: process.pid, host: hostname() },
  }))
  const log = storeRun(results, { plan, events: own.slice(0, 12) })
  await using opened = await open()
  const { page, complaints } = opened
  const row = page.locator('[data-topology=passing] .run')
  await row.filter({ hasText: '0 of 2 expectations settled' }).waitFor()
  const settled = own.findIndex(({ kind }) => kind === 'expectation-ended') + 1
  const write = (some: typeof own) => {
    for (const event of some) appendFileSync(log.events, `${JSON.stringify(event)}\n`)
  }
  write(own.slice(12, settled))
  await row.filter({ hasText: '1 of 2 expectations settled' }).waitFor()
  write(own.slice(settled))
  await row.filter({ hasText: '2 of 2 expectations hold' }).waitFor()
  rmSync(log.path, { recursive: true })
  await expect.poll(() => row.count()).toBe(0)
  expect(complaints).toEqual([])
})

it('a real run appears while the page is open', async () => {
  await using opened = await open()
  expect((await topo('run', hello, '--results', results)).code).toBe(0)
  await opened.page.locator('[data-topology=hello] .run.pass').waitFor()
  const log = readFileSync(path.join(results, 'hello/latest/events.ndjson'), 'utf8')
  expect(JSON.parse(log.split('\n')[0] ?? '')).toMatchObject({ wall: { host: hostname() } })
})

it('a folder that holds no run does not end it', async () => {
  writeFileSync(path.join(results, 'a-file'), 'nothing')
  mkdirSync(path.join(results, 'renewal/2026-03-01T00-00-09.000Z-abcdef/plan.json'), { recursive: true })
  await using opened = await open()
  await opened.page.locator('[data-topology=renewal] .run.broken').waitFor()
})

/** Returns the texts of the parts of each row that lie over each other. */
async function overlapsIn(page: Page, rows: string): Promise<readonly string[]> {
  return page.locator(rows).evaluateAll((all) =>
    all.flatMap((row) => {
      const parts = [...row.children].filter((part) => part.textContent !== '')
      return parts.flatMap((one, at) =>
        parts.slice(at + 1).flatMap((other) => {
          const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()]
          const isApart =
            a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1
          return isApart ? [] : [`${one.textContent} / ${other.textContent}`]
        }),
      )
    }),
  )
}

describe('the page of merged results', () => {
  it('is a file that shows the runs and the missing shards, and leads to the reports', async () => {
    const [shard, merged] = [temporaryFolder(), temporaryFolder()]
    const stored = [runs.failing, runs.passing].map((run) => path.relative(shard, storeRun(shard, run).path))
    const own = stored.map((folder, at) => ({
      position: 2 * at,
      name: folder,
      release: null,
      varied: {},
      folder,
    }))
    ShardRecordFile.create(shard, { shard: { index: 1, count: 2 }, list: 'a', total: 3, runs: own })
    expect((await topo('merge', shard, '--results', merged)).code).toBe(1)
    const file = pathToFileURL(path.join(merged, 'index.html')).href
    await using opened = await openWatched(browser, file, (requested) => requested.startsWith('file:'))
    const { page, complaints } = opened
    await page.locator('.topology').first().waitFor()
    expect(await page.locator('.head').innerText()).toContain('shard 2 of 2 is missing, with 1 run')
    expect(await page.locator('.head').innerText()).not.toContain('topo serve')
    expect(await page.locator('li.run').count()).toBe(2)
    expect(await page.locator('.choose input').count()).toBe(0)
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await overlapsIn(page, 'li.run'), `at ${width}`).toEqual([])
    }
    expect(await accessibilityProblems(page)).toEqual([])
    const report = await page.locator('li.run.fail a').getAttribute('href')
    await page.goto(new URL(report ?? '', file).href)
    await page.getByText('FAIL').first().waitFor()
    expect(complaints).toEqual([])
  })
})
