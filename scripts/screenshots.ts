/**
 * A script: `node scripts/screenshots.ts` makes the pictures in docs/images/ from real runs: a failing and a passing
 * topology in a terminal, seven pictures of pages, and each of these in dark. Needs Chromium, and util-linux for `script`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { SerializeAddon } from '@xterm/addon-serialize'
import xterm from '@xterm/headless'
import type { Browser } from 'playwright-core'
import { pageScript } from '../src/runner/reports/page/page-script.ts'
import { ResultsServer } from '../src/runner/reports/serve/server.ts'
import { shellWord } from '../src/runner/reports/text/shell-word.ts'
import { launchChromium } from '../test/support/chromium.ts'

const root = path.join(import.meta.dirname, '..')
const images = path.join(root, 'docs/images')
const columns = 96
const rows = 44
/** The terminal's red, green, yellow and magenta, and the ones that read on the dark ground of the pictures. */
const legible = { '#cc0000': '#ff6b68', '#4e9a06': '#7fca6b', '#c4a000': '#e0b64d', '#75507b': '#c79bf2' }
/** Largest size of a picture. Larger ones make a page slow. */
const mostBytes = 200 * 1024

const manyNodes = `
name: many-nodes
description: Two relays and forty peers; one relay restarts.
nodes:
  east: { kind: boot-node, relay: { maxReservations: 64 } }
  west: { kind: boot-node, relay: { maxReservations: 64 } }
  home: { kind: peer, count: 20, nat: port-restricted-cone, relays: east, recovery: relisten, autonat: false, dcutr: false }
  cafe: { kind: peer, count: 20, nat: symmetric, relays: west, recovery: relisten, autonat: false, dcutr: false }
timeline:
  - { at: 1m, expect: reservation, peer: "home-*", relay: east }
  - { at: 1m, expect: reservation, peer: "cafe-*", relay: west }
  - { at: 1m10s, expect: reachable, from: home-1, to: cafe-1 }
  - { at: 1m30s, fault: restart, node: east, down: 20s }
  - { at: 3m, expect: reservation, peer: "home-*", relay: east }
`

const work = mkdtempSync(path.join(tmpdir(), 'topo-screenshots-'))
// Pictures show relative paths.
process.chdir(work)
mkdirSync(images, { recursive: true })
const browser = await launchChromium()
try {
  // relay-restart without its mark `known:`, so that it fails.
  const marked = readFileSync(path.join(root, 'topologies/relay-restart.yaml'), 'utf8')
  const failing = path.join(work, 'relay-restart.yaml')
  writeFileSync(failing, marked.replace(/^ +known: .*\n/m, ''))
  await pictureOfTerminal(browser, 'relay-restart.yaml', 'terminal-fail.png')
  copyFileSync(path.join(root, 'topologies/relay-expiry.yaml'), path.join(work, 'relay-expiry.yaml'))
  await pictureOfTerminal(browser, 'relay-expiry.yaml', 'terminal-pass.png')
  writeFileSync(path.join(work, 'many-nodes.yaml'), manyNodes)
  await topo('run', 'many-nodes.yaml')
  const results = path.join(work, 'results')
  const pageOf = (name: string) => pathToFileURL(path.join(results, name, 'latest/report.html')).href
  await using server = await ResultsServer.open({ root: 'results', port: 0, script: pageScript })
  const desk = { width: 1440, height: 900 }
  const failed = pageOf('relay-restart')
  await pictureOfPage(browser, failed, 'report', desk)
  await pictureOfPage(browser, failed, 'report-phone', { width: 390, height: 844 })
  await pictureOfPage(browser, failed, 'report-events', desk, '.columns')
  await pictureOfPage(browser, pageOf('relay-expiry'), 'report-pass', desk)
  await pictureOfPage(browser, pageOf('many-nodes'), 'report-many-nodes', { width: 1280, height: 1240 })
  await pictureOfPage(browser, server.url, 'serve', { width: 1440, height: 700 })
  copyFileSync(path.join(root, 'topologies/search/one-relay.yaml'), path.join(work, 'one-relay.yaml'))
  await topo('search', 'one-relay.yaml', '--runs', '30', '--found', 'found')
  const [search = ''] = globSync(path.join(results, 'one-relay/search/*/index.html'))
  await pictureOfPage(browser, pathToFileURL(search).href, 'search', { width: 1440, height: 1000 })
} finally {
  await browser.close()
}

/** Returns the text of a terminal at the end of a run. */
async function pictureOfTerminal(chromium: Browser, file: string, image: string): Promise<void> {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 1000, allowProposedApi: true })
  const serializer = new SerializeAddon()
  terminal.loadAddon(serializer)
  const shown = path.join('topologies', path.basename(file))
  const command = [process.execPath, path.join(root, 'cli.ts'), 'run', file].map(shellWord).join(' ')
  const child = spawn('script', ['-qec', `stty cols ${columns} rows ${rows}; ${command}`, '/dev/null'], {
    cwd: work,
    env: {
      ...process.env,
      TERM: 'xterm-256color',
      npm_command: 'exec',
      FORCE_COLOR: undefined,
      NO_COLOR: undefined,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout.setEncoding('utf8')
  let output = ''
  child.stdout.on('data', (chunk: string) => {
    output += chunk
  })
  await once(child, 'close')
  const named = output.replaceAll(file, shown)
  await new Promise<void>((resolve) => terminal.write(`$ npx topo run ${shown}\r\n${named}`, resolve))
  // Leave out the empty rows below the cursor.
  terminal.resize(columns, terminal.buffer.active.cursorY)
  const html = Object.entries(legible).reduce(
    (all, [colour, better]) => all.replaceAll(colour, better),
    serializer.serializeAsHTML({ scrollback: 1000, includeGlobalBackground: false }),
  )
  const page = await chromium.newPage({ viewport: { width: 860, height: 400 }, deviceScaleFactor: 1 })
  await page.setContent(
    `<style>body { margin: 0; display: inline-block; background: #16181d }
      pre { margin: 0; padding: 16px 20px; font: 13px/1.4 "DejaVu Sans Mono", monospace }
      pre div { background: #16181d !important; color: #d7dae0 !important; font: inherit !important }</style>
    <body>${html}</body>`,
  )
  await keep(image, await page.locator('body').screenshot())
  await page.close()
}

/** Takes a picture of a page, or of a part of it, in light and in dark mode. */
async function pictureOfPage(
  chromium: Browser,
  url: string,
  image: string,
  viewport: { readonly width: number; readonly height: number },
  part?: string,
): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await chromium.newPage({ viewport, colorScheme })
    await page.goto(url)
    await page.locator('canvas, .topology, .found-group').first().waitFor()
    // Parts of large reports appear in their turn.
    await page.locator('.logs, .topology, .found-group').first().waitFor()
    const shot = part === undefined ? await page.screenshot() : await page.locator(part).screenshot()
    await keep(`${image}${colorScheme === 'light' ? '' : '-dark'}.png`, shot)
    await page.close()
  }
}

async function topo(...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [path.join(root, 'cli.ts'), ...args], { cwd: work, stdio: 'ignore' })
  await once(child, 'close')
}

async function keep(name: string, png: Buffer): Promise<void> {
  if (png.length > mostBytes) throw new Error(`${name} has ${png.length} bytes, more than ${mostBytes}`)
  writeFileSync(path.join(images, name), png)
  process.stdout.write(`docs/images/${name}: ${png.length} bytes\n`)
}
