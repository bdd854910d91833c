/** Reports as their readers have them: opened from the disk in a real browser. */
import { chmodSync, copyFileSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect } from 'vitest'
import type { TopoEvent } from '../../src/events/event.ts'
import { pageScript } from '../../src/runner/reports/page/page-script.ts'
import { applied, finished, ready, startedLog } from '../fixtures/log-builder.ts'
import { buildPlan, fault, peer } from '../fixtures/plan-builder.ts'
import { htmlOf } from '../fixtures/report-data.ts'
import { type FixtureRun, runNames, runs } from '../fixtures/runs.ts'
import { it, sharedChromium } from '../support/chromium.ts'
import { TopoCommand, topo } from '../support/cli.ts'
import { unreachedByKeyboard } from '../support/keyboard.ts'
import { largeRun } from '../support/large-run.ts'
import { root } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { accessibilityProblems, openWatched, type WatchedPage } from '../support/watched-page.ts'

let folder: string
const hostileText = '</script><img src=x onerror="globalThis.owned = 1"><b>bold</b> \u202Egnp.exe'

let browser: Browser
let script: string

beforeAll(async () => {
  folder = temporaryFolder()
  browser = await sharedChromium()
  script = await pageScript('report')
})

async function open(
  name: string,
  run: FixtureRun,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<WatchedPage> {
  const file = path.join(folder, `${name}.html`)
  const logs = [{ node: 'alice', lines: ['plain', hostileText], omitted: 12 }]
  const source = `name: ${hostileText}\n${'# a line\n'.repeat(40)}`
  writeFileSync(file, htmlOf(run, { script, source, logs }))
  const url = pathToFileURL(file).href
  const opened = await openWatched(browser, url, (requested) => requested === url, options)
  await opened.page.locator('.row').first().waitFor()
  return opened
}

/** The expected answer in the matrix, from a walk through the log without the report's code. */
function answerAt(events: readonly TopoEvent[], n: number, from: string, to: string): string {
  const last = events.findLast(
    (event) => event.kind === 'probe' && event.n <= n && event.from === from && event.to === to,
  )
  if (last?.kind !== 'probe') return 'not probed yet'
  if (last.outcome !== 'reached') return last.outcome === 'untold' ? 'unknown' : 'unreachable'
  return last.paths.some(({ kind }) => kind === 'direct') ? 'direct' : 'relayed'
}

/** Puts the cursor on an event through the keys of the timeline, one by one from the start. */
async function walkTo(page: Page, n: number): Promise<void> {
  const slider = page.getByRole('slider', { name: 'Moment of the run' })
  await slider.press('Home')
  for (let at = 2; at <= n; at++) {
    await page.locator(`[role=slider][aria-valuenow="${at - 1}"]`).waitFor()
    await slider.press('ArrowRight')
  }
  await page.locator(`[role=slider][aria-valuenow="${n}"]`).waitFor()
}

it.each(runNames)(
  'the report of a %s run shows the verdict without a complaint, is accessible in dark and light, and fits a phone',
  async (name) => {
    await using opened = await open(name, runs[name], { colorScheme: 'dark' })
    const { page, complaints } = opened
    const outcome: Readonly<Record<string, string>> = {
      passing: 'PASS',
      failing: 'FAIL',
      known: 'PASS',
      hostile: 'FAIL',
      hole: 'PASS',
    }
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      expect(await page.locator('.verdict .badge').innerText()).toContain(outcome[name] ?? 'UNKNOWN')
      expect(await accessibilityProblems(page)).toEqual([])
    }
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    expect(complaints).toEqual([])
  },
)

describe('the cursor', () => {
  it('is marked in the list of entries, which scrolls to it: at first the failure', async () => {
    await using opened = await open('entries', runs.failing)
    const { page } = opened
    await page.setViewportSize({ width: 390, height: 844 })
    const row = page.locator('.entries [aria-current]')
    expect(await row.innerText()).toMatch(/^✕.*bob reaches alice.*within 5s/s)
    // From its start to its end.
    expect(await row.locator('.took').textContent()).toBe('took 5s')
    const slider = page.getByRole('slider', { name: 'Moment of the run' })
    await slider.press('Home')
    await row.waitFor({ state: 'detached' })
    await page.evaluate("document.querySelector('.entries > ol').style.maxHeight = '60px'")
    await slider.press('End')
    const bottoms = `['.entries > ol', '.entries [aria-current]'].map((one) => document.querySelector(one).getBoundingClientRect().bottom)`
    await page.waitForFunction(`(() => { const [list, row] = ${bottoms}; return row <= list + 1 })()`)
  })

  it('stands at the event that a link names, when it opens and when it is followed', async () => {
    await using opened = await open('linked', runs.failing)
    const { page } = opened
    const slider = page.getByRole('slider', { name: 'Moment of the run' })
    await slider.press('Home')
    await slider.press('ArrowRight')
    await page.locator('[role=slider][aria-valuenow="2"]').waitFor()
    await page.getByRole('link', { name: 'Link to this event' }).click()
    expect(page.url()).toMatch(/\.html#event-2$/)
    await slider.press('End')
    await page.evaluate("location.hash = '#event-5'")
    await page.locator('[role=slider][aria-valuenow="5"]').waitFor()
    await page.reload()
    await page.locator('[role=slider][aria-valuenow="5"]').waitFor()
    await page.goto(page.url().replace('event-5', 'event-999999'))
    await page.reload()
    const last = runs.failing.events.at(-1)?.n
    await page.locator(`[role=slider][aria-valuenow="${last}"]`).waitFor()
  })

  it('shows at every event the state that follows from the log', async () => {
    const { events } = runs.failing
    await using opened = await open('every-event', runs.failing)
    const { page } = opened
    const slider = page.getByRole('slider', { name: 'Moment of the run' })
    await slider.press('Home')
    for (const { n, t } of events) {
      await page.locator(`[role=slider][aria-valuenow="${n}"]`).waitFor()
      const cell = page.locator('td[data-from=bob][data-to=alice]')
      expect((await cell.innerText()).includes(answerAt(events, n, 'bob', 'alice'))).toBe(true)
      const boot = await page.locator('tr[data-node=boot] .life').innerText()
      expect(boot).toBe(
        n === 1
          ? 'not started'
          : n === 2
            ? 'starting'
            : t >= 20_010 && t < 40_010
              ? 'exited'
              : t === 40_010
                ? 'starting'
                : 'running',
      )
      await slider.press('ArrowRight')
    }
  })

  it('starts after the last event of the first failure, and goes to the moment of a finding', async () => {
    await using opened = await open('finding', runs.failing)
    const { page } = opened
    const { n } = runs.failing.events.findLast(({ kind }) => kind === 'expectation-ended') ?? { n: 0 }
    await page.locator(`[role=slider][aria-valuenow="${n}"]`).waitFor()
    await walkTo(page, 3)
    await page.getByRole('button', { name: 'Go to 1m 5s' }).click()
    await page.locator(`[role=slider][aria-valuenow="${n}"]`).waitFor()
  })

  it.each([
    [1440, 900],
    [390, 844],
  ])('has the cause and the lane of the loss on the first screen of %i x %i', async (width, height) => {
    await using opened = await open('first-screen', runs.failing, { viewport: { width, height } })
    const { page } = opened
    const text = await page.locator('main').innerText()
    expect(text.split('not within 5s: bob could not reach alice').length).toBe(3)
    expect(await page.locator('.head').innerText()).not.toContain('not within')
    const rows = await page.locator('.finding > .cause li').allInnerTexts()
    expect(rows.map((row) => row.replace(/\s+/g, ' '))).toEqual([
      '20s fault before it boot restarts, down for 20s',
      '20.02s lost alice lost its reservation on boot: the connection was closed',
      expect.stringContaining('seen last bob could not reach alice'),
    ])
    const lanes = await page.locator('canvas').boundingBox()
    // The lanes of faults and of alice are the first two.
    expect((lanes?.y ?? height) + 80).toBeLessThan(height)
    await page.locator('.entries[open]').waitFor()
  })

  it('shows the unreached entries of an interrupted run as one finding', async () => {
    await using opened = await open('interrupted', runs.interrupted)
    const titles = await opened.page.locator('.finding h2').allInnerTexts()
    expect(titles.filter((title) => title.includes('reached'))).toEqual([
      expect.stringContaining('4 expectations and 1 fault not reached'),
    ])
  })

  it('counts the faults that changed nothing', async () => {
    await using opened = await open('vacuous', runs.vacuous)
    await opened.page
      .locator('.entries > summary', { hasText: '1 expectation, 1 fault, 1 changed nothing' })
      .waitFor()
  })

  it('shows who holds a reservation', async () => {
    await using opened = await open('reservation', runs.failing)
    const { page } = opened
    const cell = page.locator('tr[data-node=alice] td[data-title=Reservations]')
    const made = runs.failing.events.find(({ kind }) => kind === 'reservation-made')?.n ?? 0
    const exited = runs.failing.events.find(({ kind }) => kind === 'node-exited')?.n ?? 0
    await walkTo(page, made)
    expect(await cell.innerText()).toBe('boot')
    await walkTo(page, exited)
    expect(await cell.innerText()).toBe('boot (only the peer knows)')
    await walkTo(page, exited + 1)
    expect(await cell.innerText()).toBe('none')
  })

  it('jumps between faults and expectations, and follows a click into the lanes', async () => {
    await using opened = await open('jumps', runs.failing)
    const { page } = opened
    await walkTo(page, 1)
    await page.keyboard.press(']')
    await page.locator('[role=slider][aria-valuetext^="10s,"]').waitFor()
    await page.keyboard.press(']')
    await page.locator('[role=slider][aria-valuetext^="10.12"]').waitFor()
    await page.keyboard.press('[')
    await page.locator('[role=slider][aria-valuetext^="10s,"]').waitFor()
    const box = await page.locator('canvas').boundingBox()
    if (box === null) throw new Error('there is no canvas')
    await page.mouse.click(box.x + box.width - 3, box.y + 10)
    await page.locator(`[role=slider][aria-valuenow="${runs.failing.events.length}"]`).waitFor()
  })
})

describe('the timeline', () => {
  it('zooms by keys, and the brush shows how much is seen', async () => {
    await using opened = await open('zoom', runs.failing)
    const { page } = opened
    const selection = page.locator('.overview .selection')
    const width = async () => Number(await selection.getAttribute('width'))
    const whole = await width()
    const slider = page.getByRole('slider', { name: 'Moment of the run' })
    await slider.press('+')
    await expect.poll(width).toBeCloseTo(whole / 2, 0)
    await slider.press('0')
    await expect.poll(width).toBeCloseTo(whole, 0)
  })

  it('describes the event under the pointer', async () => {
    await using opened = await open('hover', runs.failing)
    const { page } = opened
    const box = await page.locator('canvas').boundingBox()
    if (box === null) throw new Error('there is no canvas')
    // The first lane is that of the faults; the restart is at 20 s of 65 s, with a little room behind.
    const x = box.x + 132 + ((box.width - 132) * 20) / (65 * 1.02)
    await page.mouse.move(x, box.y + 12)
    await expect
      .poll(() => page.locator('.tooltip').innerText())
      .toContain('fault 2-restart, 20s: boot restarts, down for 20s (1 node restarted)')
  })
})

it('shows names of nodes instead of peer ids, and peer ids in details and in the search', async () => {
  await using opened = await open('names', runs.failing)
  const { page } = opened
  const peerId = runs.failing.plan.nodes.find(({ name }) => name === 'alice')?.peerId ?? ''
  const ready = runs.failing.events.find((event) => event.kind === 'node-ready' && event.node === 'alice')
  await page.getByRole('searchbox').fill(peerId)
  await page.locator(`.row[data-n="${ready?.n}"]`).click()
  await page.locator(`[role=slider][aria-valuenow="${ready?.n}"]`).waitFor()
  const text = await page.locator('body').innerText()
  expect(text).toContain('/ip4/198.51.100.7/tcp/4001/p2p/alice')
  expect(text).not.toContain('peer-id-of-')
  await page.locator('.raw summary').click()
  expect(await page.locator('.raw pre').innerText()).toContain(peerId)
  expect(await page.locator('tr[data-node=alice]').getByRole('button').getAttribute('title')).toBe(peerId)
})

it('node logs stand at the cursor, and the search finds their lines', async () => {
  const file = path.join(folder, 'logs.html')
  const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`)
  const times = lines.map((_, index) => index * 1000)
  writeFileSync(file, htmlOf(runs.failing, { script, logs: [{ node: 'alice', lines, times, omitted: 0 }] }))
  const url = pathToFileURL(file).href
  await using opened = await openWatched(browser, url, (requested) => requested === url)
  const { page } = opened
  const current = page.locator('.log .current')
  expect((await current.innerText()).replace(/\s+/g, ' ')).toBe('1m 5s line 65')
  const box = await page.locator('.log').boundingBox()
  const line = await current.boundingBox()
  expect(line?.y).toBeGreaterThan(box?.y ?? 0)
  expect(line?.y).toBeLessThan((box?.y ?? 0) + (box?.height ?? 0))
  await page.keyboard.press('/')
  await page.keyboard.type('line 7')
  await expect.poll(() => page.locator('.log li').count()).toBe(19)
  await page.locator('.log li').first().getByRole('button').click()
  await page.locator('[role=slider][aria-valuetext^="7s"]').waitFor()
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('.panel.events').isVisible()).toBe(false)
  for (const part of ['.finding', '.timeline', '.entries ol', '.map', '.nodes', '.log', '.about .facts']) {
    expect(await page.locator(part).first().isVisible()).toBe(true)
  }
})

it('the timeline is drawn at once in a new width, as print has it, and needs no scrollbar', async () => {
  await using opened = await open('width', runs.failing)
  const scroller = opened.page.locator('.timeline .scroller')
  expect(await scroller.evaluate((one) => one.scrollHeight - one.clientHeight)).toBe(0)
  // A page that is printed gets its new width, and no further frame.
  const isDrawn = await opened.page.evaluate(`new Promise((resolve) => {
    const one = document.querySelector('.timeline .scroller')
    const seen = new ResizeObserver(() => {
      if (one.style.width === '') {
        one.style.width = '500px'
        return
      }
      seen.disconnect()
      const canvas = one.querySelector('canvas')
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      resolve(data.some((part) => part !== 0))
    })
    seen.observe(one)
  })`)
  expect(isDrawn).toBe(true)
})

it('the place of a failure leads to the line of the topology, which is marked', async () => {
  await using opened = await open('place', runs.failing)
  const { page } = opened
  const place = page.locator('.finding').first().getByRole('link', { name: /:\d+$/ })
  const line = Number(/\d+$/.exec(await place.innerText())?.[0])
  await place.press('Enter')
  const target = page.locator('.source :target')
  await target.waitFor()
  expect(await target.getAttribute('data-line')).toBe(String(line))
  await expect.poll(() => target.evaluate((one) => one.checkVisibility())).toBe(true)
})

it('the keyboard reaches every control', async () => {
  await using opened = await open('keyboard', runs.failing)
  expect(await unreachedByKeyboard(opened.page)).toEqual([])
})

describe('the list of events', () => {
  it('finds by words, by kind and by node', async () => {
    await using opened = await open('search', runs.failing)
    const { page } = opened
    await page.keyboard.press('/')
    await page.keyboard.type('could not reach')
    const probes = runs.failing.events.filter(
      (event) => event.kind === 'probe' && event.outcome === 'not-reached',
    )
    await expect.poll(() => page.locator('.row').count()).toBe(probes.length)
    await page.locator('.row').first().click()
    await page.locator(`[role=slider][aria-valuenow="${probes[0]?.n}"]`).waitFor()
    await page.getByRole('checkbox', { name: 'Probes' }).uncheck()
    await expect.poll(() => page.locator('.row').count()).toBe(0)
    await page.getByRole('searchbox').fill('')
    await page.locator('tr[data-node=bob]').getByRole('button').click()
    await expect
      .poll(async () => {
        const texts = await page.locator('.row').allInnerTexts()
        return texts.length > 0 && texts.every((text) => text.includes('bob'))
      })
      .toBe(true)
  })

  it('is walked through by keys', async () => {
    await using opened = await open('list-keys', runs.failing)
    const { page } = opened
    const list = page.getByRole('listbox', { name: 'Events' })
    await list.press('Home')
    await page.locator('[role=option][aria-selected=true][data-n="1"]').waitFor()
    await list.press('ArrowDown')
    await page.locator('[role=option][aria-selected=true][data-n="2"]').waitFor()
    await list.press('End')
    await page.locator(`[role=option][aria-selected=true][data-n="${runs.failing.events.length}"]`).waitFor()
    // Nothing may keep a row from being painted, whatever its kind.
    const hidden = await page
      .locator('.row .text')
      .evaluateAll(
        (texts) => texts.filter((text) => !text.checkVisibility({ contentVisibilityAuto: true })).length,
      )
    expect(hidden).toBe(0)
  })
})

it('markup in names and texts stays text', async () => {
  const name = hostileText
  const run: FixtureRun = {
    plan: {
      ...buildPlan(
        hostileText,
        [peer(name, [])],
        [fault(hostileText, { kind: 'pause', params: { node: [name] } }, { because: hostileText })],
      ),
      description: hostileText,
    },
    events: startedLog(hostileText, name)
      .at(500, ready(name))
      .at(600, { kind: 'note', node: name, text: hostileText })
      .at(700, { kind: 'node-failed', node: name, reason: hostileText, log: [hostileText] })
      .at(800, ...applied(hostileText, hostileText, 0), finished).events,
  }
  await using opened = await open('hostile-names', run)
  const { page, complaints } = opened
  for (const summary of await page.locator('summary').all()) await summary.click()
  await page.locator('tr', { hasText: '<b>bold</b>' }).first().waitFor()
  expect(await page.locator('img, b').count()).toBe(0)
  expect(await page.evaluate(() => 'owned' in globalThis)).toBe(false)
  expect(await page.locator('body').innerText()).not.toContain('\u202E')
  expect(complaints).toEqual([])
})

describe('a run of 100 nodes', () => {
  const run = largeRun(100, 20_000)

  it('opens with its nodes in groups, which the keyboard opens, and has elements for visible rows only', async () => {
    await using opened = await open('large', run)
    const { page, complaints } = opened
    await page.locator('tr[data-group=peer]').waitFor()
    expect(await page.locator('tr[data-node]').count()).toBe(2)
    expect(await page.locator('.machine').count()).toBe(3)
    expect(await page.locator('.machine.group').textContent()).toContain('peer ×98')
    await page.getByRole('button', { name: 'peer ×98' }).press('Enter')
    await expect.poll(() => page.locator('tr[data-node]').count()).toBe(100)
    await expect.poll(() => page.locator('.machine').count()).toBe(100)
    await page.getByRole('button', { name: 'peer ×98', expanded: true }).press('Enter')
    await expect.poll(() => page.locator('tr[data-node]').count()).toBe(2)
    expect(await page.locator('.row').count()).toBeLessThan(100)
    const list = page.getByRole('listbox', { name: 'Events' })
    await list.press('End')
    await page.locator(`[role=option][data-n="${run.events.length}"]`).waitFor()
    const cells = page.locator('td[data-from="peer-3"][data-to="peer-1"]')
    const answer = answerAt(run.events, run.events.length, 'peer-3', 'peer-1')
    await expect.poll(() => cells.innerText()).toContain(answer)
    const rows = page.locator('.matrix tbody tr')
    expect(await rows.count()).toBe(40)
    await page.getByRole('button', { name: 'Show all 98 rows' }).press('Enter')
    await expect.poll(() => rows.count()).toBe(98)
    expect(complaints).toEqual([])
  })
})

it('a report needs no file beside it', async () => {
  await using opened = await open('alone', runs.passing)
  const elsewhere = path.join(temporaryFolder(), 'copied.html')
  copyFileSync(path.join(folder, 'alone.html'), elsewhere)
  await opened.page.goto(pathToFileURL(elsewhere).href)
  await opened.page.getByRole('slider', { name: 'Moment of the run' }).waitFor()
})

it('topo report writes the page of a run again, byte for byte, and opens it', async () => {
  const results = temporaryFolder()
  const hello = path.join(root, 'topologies/hello.yaml')
  expect((await topo('run', hello, '--results', results)).code).toBe(0)
  const file = path.join(realpathSync(path.join(results, 'hello/latest')), 'report.html')
  const first = readFileSync(file, 'utf8')
  writeFileSync(file, '')
  const tools = temporaryFolder()
  const opener = path.join(tools, process.platform === 'darwin' ? 'open' : 'xdg-open')
  writeFileSync(opener, `#!/bin/sh\nprintf %s "$1" > ${path.join(tools, 'opened')}\n`)
  chmodSync(opener, 0o755)
  const env = { ...process.env, PATH: `${tools}${path.delimiter}${process.env['PATH']}` }
  const again = new TopoCommand(['report', path.join(results, 'hello'), '--open'], { env })
  expect((await again.end()).code).toBe(0)
  expect(readFileSync(file, 'utf8')).toBe(first)
  expect(realpathSync(readFileSync(path.join(tools, 'opened'), 'utf8'))).toBe(file)
})
