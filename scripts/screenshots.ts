/**
 * A script: `node scripts/screenshots.ts` makes the pictures in docs/images/ from real runs: a failing and a passing
 * topology in a terminal, and the page of the failed run. Needs Chromium, and util-linux for `script`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { SerializeAddon } from '@xterm/addon-serialize'
import xterm from '@xterm/headless'
import type { Browser } from 'playwright-core'
import { shellWord } from '../src/runner/reports/text/shell-word.ts'
import { launchChromium } from '../test/support/chromium.ts'

const root = path.join(import.meta.dirname, '..')
const images = path.join(root, 'docs/images')
const columns = 96
const rows = 44
/** Largest size of a picture. Larger ones make a page slow. */
const mostBytes = 200 * 1024

const work = mkdtempSync(path.join(tmpdir(), 'topo-screenshots-'))
mkdirSync(images, { recursive: true })
const browser = await launchChromium()
try {
  // relay-restart without its mark `known:`, so that it fails.
  const marked = readFileSync(path.join(root, 'topologies/relay-restart.yaml'), 'utf8')
  const failing = path.join(work, 'relay-restart.yaml')
  writeFileSync(failing, marked.replace(/^ +known: .*\n/m, ''))
  await pictureOfTerminal(browser, 'relay-restart.yaml', 'terminal-fail.png')
  await pictureOfTerminal(browser, path.join(root, 'topologies/relay-expiry.yaml'), 'terminal-pass.png')
  await pictureOfReport(browser, path.join(work, 'results/relay-restart/latest/report.html'), 'report.png')
} finally {
  await browser.close()
}

/** Returns the text of a terminal at the end of a run. */
async function pictureOfTerminal(chromium: Browser, file: string, image: string): Promise<void> {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 1000, allowProposedApi: true })
  const serializer = new SerializeAddon()
  terminal.loadAddon(serializer)
  const shown = path.join('topologies', path.basename(file))
  const topo = ['node', path.join(root, 'cli.ts'), 'run', file].map(shellWord).join(' ')
  const child = spawn('script', ['-qec', `stty cols ${columns} rows ${rows}; ${topo}`, '/dev/null'], {
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
  const page = await chromium.newPage({ viewport: { width: 860, height: 400 }, deviceScaleFactor: 1 })
  await page.setContent(
    `<style>body { margin: 0; display: inline-block; background: #16181d }
      pre { margin: 0; padding: 16px 20px; font: 13px/1.4 "DejaVu Sans Mono", monospace }
      pre div { background: #16181d !important; color: #d7dae0 !important; font: inherit !important }</style>
    <body>${serializer.serializeAsHTML({ scrollback: 1000, includeGlobalBackground: false })}</body>`,
  )
  await keep(image, await page.locator('body').screenshot())
  await page.close()
}

/** Takes a picture of the page of a run, in light mode. */
async function pictureOfReport(chromium: Browser, file: string, image: string): Promise<void> {
  const page = await chromium.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' })
  await page.goto(pathToFileURL(file).href)
  await page.locator('canvas, svg').first().waitFor()
  await keep(image, await page.screenshot())
  await page.close()
}

async function keep(name: string, png: Buffer): Promise<void> {
  if (png.length > mostBytes) throw new Error(`${name} has ${png.length} bytes, more than ${mostBytes}`)
  writeFileSync(path.join(images, name), png)
  process.stdout.write(`docs/images/${name}: ${png.length} bytes\n`)
}
