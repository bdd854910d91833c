/**
 * Measures a report of 100 nodes and 100,000 events in Chromium: the time until it is open, and the longest tasks during
 * panning, zooming and cursor movement. The browser's observer of long tasks measures them.
 *
 *     node bench/report-page.ts [nodes] [events]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { pageScript } from '../src/runner/reports/page/page-script.ts'
import { htmlOf } from '../test/fixtures/report-data.ts'
import { launchChromium } from '../test/support/chromium.ts'
import { largeRun } from '../test/support/large-run.ts'

const steps = 40
const [nodes = '100', events = '100000'] = process.argv.slice(2)
const folder = mkdtempSync(path.join(tmpdir(), 'topo-report-page-'))
const file = path.join(folder, 'report.html')
const html = htmlOf(largeRun(Number(nodes), Number(events)), { script: await pageScript('report') })
writeFileSync(file, html)
const browser = await launchChromium()
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.addInitScript(`
    globalThis.tasks = []
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'longtask', buffered: true })
  `)
  const start = performance.now()
  await page.goto(pathToFileURL(file).href)
  await page.locator('.row').first().waitFor()
  const opened = performance.now() - start
  report(`${nodes} nodes, ${events} events, ${(html.length / 2 ** 20).toFixed(1)} MB`)
  report(`opens in ${opened.toFixed(0)} ms`)
  // The page prepares its search in the background. Wait for that before the measurements.
  await page.locator('body[data-search-ready=true]').waitFor({ state: 'attached' })
  // The first key scrolls the page to the focus.
  await page.locator('.scroller').press('+')
  await page.locator('.scroller').press('+')
  const box = await page.locator('canvas').boundingBox()
  if (box === null) throw new Error('there is no canvas')
  const y = box.y + box.height / 2
  await measure(page, 'pan by dragging', async (step) => {
    if (step === 0) {
      await page.mouse.move(box.x + 900, y)
      await page.mouse.down()
    }
    await page.mouse.move(box.x + 900 - step * 12, y)
    if (step === steps - 1) await page.mouse.up()
  })
  await measure(page, 'zoom', (step) => page.locator('.scroller').press(step % 4 < 2 ? '+' : '-'))
  await page.locator('.scroller').press('0')
  await measure(page, 'scrub along the axis', async (step) => {
    const axis = box.y - 10
    if (step === 0) {
      await page.mouse.move(box.x + 200, axis)
      await page.mouse.down()
    }
    await page.mouse.move(box.x + 200 + step * 20, axis)
    if (step === steps - 1) await page.mouse.up()
  })
  const moved = await page.locator('.scroller').getAttribute('aria-valuenow')
  if (moved === events) throw new Error('the cursor was not moved')
  await measure(page, 'event by event', () => page.locator('.scroller').press('ArrowRight'))
} finally {
  await browser.close()
  rmSync(folder, { recursive: true })
}

/** Each step waits for the frame that shows it. */
async function measure(page: Page, what: string, act: (step: number) => Promise<void>): Promise<void> {
  await page.evaluate('tasks.splice(0)')
  const start = performance.now()
  for (let step = 0; step < steps; step++) {
    await act(step)
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))')
  }
  const perStep = (performance.now() - start) / steps
  const tasks = await page.evaluate<number[]>('tasks')
  const longest = Math.max(0, ...tasks)
  report(
    `${what}: ${perStep.toFixed(0)} ms a step, longest task ${longest === 0 ? 'below 50' : longest.toFixed(0)} ms`,
  )
}

function report(line: string): void {
  process.stdout.write(`${line}\n`)
}
