/** The site of the documentation, as `npm run docs` builds it. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { deadAnchors } from '../../site/dead-anchors.ts'
import { it as inBrowser, sharedChromium } from '../support/chromium.ts'
import { unreachedByKeyboard } from '../support/keyboard.ts'
import { root } from '../support/run-topology.ts'
import { accessibilityProblems, openWatched } from '../support/watched-page.ts'

const dist = path.join(root, 'site/dist')
const address = 'http://site.test'
/** A page of each kind. */
const kinds = ['', 'tutorial', 'faults', 'catalogue/', 'catalogue/calimero/s4-vpn-toggle', 'examples/chat']

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, ['site/build.ts'], { cwd: root, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
}, 600_000)

const read = (page: string) => readFileSync(path.join(dist, `${page}.html`), 'utf8')

it('has a page for each topology, with its map, its timeline, its file and its verdicts', () => {
  const topologies = readdirSync(path.join(root, 'topologies'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.yaml'),
  )
  const missing = topologies.filter(
    (file) => !existsSync(path.join(dist, 'catalogue', file.replace('.yaml', '.html'))),
  )
  expect(missing).toEqual([])
  const page = read('catalogue/upstream/first-refresh').replace(/<[^>]*>/g, ' ')
  expect(page).toMatch(/libp2p\s+1\.9\.4\s+2\.1\.9\s+2\.10\.0\s+3\.0\.7\s+3\.3\.5\s+3\.3\.8\s+current/)
  expect(page).toMatch(/verdict\s+pass\s+pass\s+fail\s+fail\s+fail\s+pass\s+pass/)
  expect(page).toContain('https://github.com/libp2p/js-libp2p/issues/3571')
  expect(page).toMatch(/at 54m 50s\s+Check 1-addresses: alice advertises an address/)
  expect(read('catalogue/upstream/first-refresh')).toContain(
    'aria-label="The map of first-refresh: boot, alice"',
  )
})

it('has every page in its sidebar, but those of single examples', () => {
  const linked = new Set([...read('index').matchAll(/href="\/([^"#]*)"/g)].map(([, target]) => target))
  const pages = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.html') && file !== '404.html' && !/^examples\/(?!index)/.test(file),
  )
  expect(pages.filter((page) => !linked.has(page.replace(/index\.html$/, '')))).toEqual([])
})

describe('a dead link', () => {
  it('is found when a page or a heading is not there', () => {
    const pages = {
      'a.html': '<h2 id="one"><a href="/b.html">b</a> <a href="./c.html#two">c</a>',
      'c.html': '',
    }
    expect(deadAnchors(pages, '/')).toEqual(['a.html: /b.html', 'a.html: ./c.html#two'])
  })
})

describe('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await sharedChromium()
  })

  const open = async (page: string) => {
    const watched = await openWatched(browser, 'about:blank', (url) => url.startsWith(address))
    await watched.page.route(`${address}/**`, (route) => {
      const { pathname } = new URL(route.request().url())
      const file = path.join(dist, pathname, pathname.endsWith('/') ? 'index.html' : '')
      return route.fulfill({ path: [file, `${file}.html`].find((one) => existsSync(one)) ?? 'none' })
    })
    await watched.page.goto(`${address}/${page}`, { waitUntil: 'networkidle' })
    return watched
  }

  inBrowser.each(kinds)(
    '/%s is accessible, also by keyboard, in light and dark, fits a phone, and loads nothing from elsewhere',
    async (name) => {
      await using shown = await open(name)
      const { page, complaints } = shown
      expect(await accessibilityProblems(page)).toEqual([])
      expect(await unreachedByKeyboard(page)).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.setViewportSize({ width: 390, height: 844 })
      await page.locator('html.dark').waitFor()
      expect(await accessibilityProblems(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0)
      expect(complaints).toEqual([])
    },
    120_000,
  )

  inBrowser('is searched without a server', async () => {
    await using shown = await open('tutorial')
    const { page } = shown
    await page.keyboard.press('Control+k')
    await page.locator('.VPLocalSearchBox input').fill('power-loss')
    await page
      .locator('.result', { hasText: /Faults.*power-loss/s })
      .first()
      .click()
    await page.waitForURL(/\/faults(\.html)?#power-loss$/)
  })
})
