/** Comparisons and pictures as their readers have them: opened from the disk in a real browser. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect } from 'vitest'
import { compare } from '../../src/runner/reports/compare/compare.ts'
import type { Side } from '../../src/runner/reports/compare/comparison.ts'
import { pageScript } from '../../src/runner/reports/page/page-script.ts'
import { renderComparison } from '../../src/runner/reports/page/render-comparison.ts'
import { renderSvg } from '../../src/runner/reports/page/render-svg.ts'
import { verdictOf } from '../../src/runner/verdict/verdict.ts'
import { comparedRun, renewal, renewalLog, renewalPlan } from '../fixtures/compared.ts'
import { ready, startedLog } from '../fixtures/log-builder.ts'
import { buildPlan, peer } from '../fixtures/plan-builder.ts'
import { runs } from '../fixtures/runs.ts'
import { storeRun } from '../fixtures/stored-run.ts'
import { it, sharedChromium } from '../support/chromium.ts'
import { topo } from '../support/cli.ts'
import { unreachedByKeyboard } from '../support/keyboard.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { accessibilityProblems, openWatched } from '../support/watched-page.ts'

let folder: string
let browser: Browser
let script: string

beforeAll(async () => {
  folder = temporaryFolder()
  browser = await sharedChromium()
  script = await pageScript('comparison')
})

function side(label: string, ...all: Side['runs']): Side {
  return { label, place: `results/${label}`, runs: all }
}

const releases = [
  side('3.3.4', renewal('3.3.4', { keeps: false }), renewal('3.3.4', { keeps: false, late: 900 })),
  side(
    '3.3.11',
    renewal('3.3.11', { keeps: true, late: 4000, resources: { boot: { cpu: 1400, peak: 92e6 } } }),
    renewal('3.3.11', { keeps: true, late: 2500 }),
  ),
]

async function open(name: string, sides: readonly Side[], options: Parameters<Browser['newPage']>[0] = {}) {
  const file = path.join(folder, `${name}.html`)
  writeFileSync(file, renderComparison(compare(sides), sides, script))
  const url = pathToFileURL(file).href
  const opened = await openWatched(browser, url, (requested) => requested === url, options)
  await opened.page.locator('.sides').waitFor()
  return opened
}

describe('the page of a comparison', () => {
  it('is accessible in dark and light, complains of nothing, and fits a phone', async () => {
    await using opened = await open('releases', releases, { colorScheme: 'dark' })
    const { page, complaints } = opened
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await page.locator('.verdict .badge').innerText()).toContain('BETTER')
      expect(await page.locator('.head').innerText()).toContain('boot-node CPU - / 1.4s, memory - / 92 MB')
      expect(await accessibilityProblems(page)).toEqual([])
    }
    expect(await unreachedByKeyboard(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    expect(complaints).toEqual([])
  })

  it('names node, loss and time, and shows that moment on both sides', async () => {
    await using opened = await open('statement', releases)
    const { page } = opened
    await page
      .locator('.finding', { hasText: '3.3.4 loses alice’s relayed address' })
      .getByRole('button')
      .click()
    await page.locator('[role=slider][aria-valuetext^="55m 1s"]').waitFor()
    const [lost, kept] = await page.locator('tr[data-node=alice] td').allInnerTexts()
    expect(lost).not.toContain('p2p-circuit')
    expect(kept).toContain('p2p-circuit')
    expect(await page.locator('tr[data-node=alice] .differs').count()).toBeGreaterThan(0)
    const slider = page.getByRole('slider', { name: 'Moment of the run' })
    await slider.press('Home')
    await expect.poll(() => page.locator('tr[data-node=alice] .differs').count()).toBe(0)
  })

  it('shows no state of a side after its end', async () => {
    const events = renewalLog({ keeps: true }).filter(({ t }) => t < 720_000)
    const killed = side('killed', comparedRun(renewalPlan('3.3.11'), events, '3.3.11'))
    await using opened = await open('killed', [killed, side('3.3.4', renewal('3.3.4', { keeps: false }))])
    const { page } = opened
    const statement = '3.3.4 loses alice’s relayed address at 55m 1s, killed ended at 10.12s, before that'
    expect(await page.locator('.finding').first().innerText()).toContain(statement)
    const [ended, lost] = await page.locator('tr[data-node=alice] td').allInnerTexts()
    expect(ended).toBe('the run ended before this, at 10.12s')
    expect(lost).toContain('running')
    expect(await page.locator('tr[data-node=alice] .differs').count()).toBe(0)
  })

  it('names nodes instead of their peer ids', async () => {
    await using opened = await open('names', releases)
    const text = await opened.page.locator('body').innerText()
    expect(text).toContain('alice advertises /ip4/10.0.0.2/tcp/4001/p2p/alice')
    expect(text).not.toContain('peer-id-of-')
  })

  it('does not show a known failure as failed', async () => {
    const known = (label: string) => side(label, comparedRun(runs.known.plan, runs.known.events, null))
    await using opened = await open('known', [known('a'), known('b')])
    const badges = await opened.page.locator('.side .badge').allInnerTexts()
    expect(badges.map((text) => text.trim())).toEqual(['≈ pass', '≈ pass'])
  })

  it('describes the gap of a side under the pointer', async () => {
    await using opened = await open('hover', releases)
    const { page } = opened
    const box = await page.locator('canvas').boundingBox()
    if (box === null) throw new Error('there is no canvas')
    // The lanes of boot and alice are below those of the expectations; the end of the run is at the right.
    for (let y = box.y + 4; y < box.y + box.height; y += 8) {
      await page.mouse.move(box.x + box.width - 40, y)
      if ((await page.locator('.tooltip').innerText()).includes('3.3.4 lacks alice’s')) return
    }
    throw new Error('nowhere is anything lacking')
  })

  it('has a dot for every run', async () => {
    await using opened = await open('dots', releases)
    const strip = opened.page.locator('figure', { hasText: 'waited until true bob reaches alice' }).last()
    expect(await strip.locator('circle').count()).toBe(4)
  })

  it('shows three sides, and one of which only the summary was kept', async () => {
    const baseline = side('baseline', ...(releases[0]?.runs.map((run) => ({ ...run, log: null })) ?? []))
    await using opened = await open('baseline', [baseline, ...releases])
    expect(await opened.page.locator('.side').count()).toBe(3)
    expect(opened.complaints).toEqual([])
  })

  it('keeps markup in names as text', async () => {
    const name = '</script><img src=x onerror="globalThis.owned = 1"><b>bold</b>'
    const plan = buildPlan(name, [peer(name, [])], [])
    const log = startedLog(name, name).at(500, ready(name)).at(900, { kind: 'note', node: name, text: name })
    const one = comparedRun(plan, log.events, null)
    const other = comparedRun(plan, log.events.slice(0, -1), null)
    await using opened = await open('hostile', [side(name, one), side('b', other)])
    expect(await opened.page.locator('img, b').count()).toBe(0)
    expect(await opened.page.evaluate(() => 'owned' in globalThis)).toBe(false)
    expect(opened.complaints).toEqual([])
  })
})

it('topo compare --html writes it', async () => {
  const results = temporaryFolder()
  for (const keeps of [false, true]) {
    storeRun(results, { plan: renewalPlan(keeps ? '3.3.11' : '3.3.4'), events: renewalLog({ keeps }) })
  }
  const file = path.join(results, 'comparison.html')
  const { code, stderr } = await topo('compare', 'renewal', '--results', results, '--html', file)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(readFileSync(file, 'utf8')).toContain('<title>renewal: ')
})

it('a picture of the timeline is drawn in light and in dark', async () => {
  const { plan, events } = runs.failing
  const file = path.join(folder, 'timeline.svg')
  writeFileSync(file, renderSvg({ plan, events, verdict: verdictOf(plan, events), label: 'failing' }))
  const url = pathToFileURL(file).href
  const papers: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await using opened = await openWatched(browser, url, (requested) => requested === url, { colorScheme })
    const { page, complaints } = opened
    expect(await page.locator('text.f-ink', { hasText: '✕ bob reaches alice' }).count()).toBe(1)
    papers.push(await page.evaluate<string>("getComputedStyle(document.querySelector('svg > rect')).fill"))
    expect(complaints).toEqual([])
  }
  expect(new Set(papers).size).toBe(2)
})
