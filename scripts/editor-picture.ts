/**
 * A script: `node scripts/editor-picture.ts` makes docs/images/editor.png and editor-dark.png: a topology in Monaco, the
 * editor of VS Code, with the YAML server of editors and our schema. npm brings both into a temporary folder, so this needs
 * the registry, and Chromium.
 */
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'esbuild'
import { execa } from 'execa'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../test/support/chromium.ts'

const root = path.join(import.meta.dirname, '..')
const packages = ['monaco-editor@0.52.2', 'monaco-yaml@5.5.1']

/** A topology while its author writes it; `|` is the cursor. `whithin` is a mistake. */
const marked = `name: restart
description: The boot-node restarts. Soon after, others reach alice again.

nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, nat: port-restricted-cone, relays: boot }
  bob: { kind: peer, nat: symmetric, relays: boot }

timeline:
  - at: 10s
    expect: reachable
    from: bob
    to: alice
    whithin: 20s

  - at: 1m
    fault: re|`

const [before = ''] = marked.split('|')
const text = marked.replace('|', '')
const size = { width: 1100, height: 480 }

/** The program of the page. It tells the picture when the server has answered. */
const program = `
import * as monaco from 'monaco-editor'
import { configureMonacoYaml } from 'monaco-yaml'

window.MonacoEnvironment = { getWorker: (_, label) => new Worker(label === 'yaml' ? '/yaml.js' : '/editor.js') }
const schema = ${readFileSync(path.join(root, 'topologies/topology.schema.json'), 'utf8')}
configureMonacoYaml(monaco, { schemas: [{ fileMatch: ['**'], schema, uri: 'https://example.org/topology.schema.json' }] })
const isDark = matchMedia('(prefers-color-scheme: dark)').matches
const model = monaco.editor.createModel(${JSON.stringify(text)}, 'yaml', monaco.Uri.parse('file:///restart.yaml'))
const editor = monaco.editor.create(document.body, {
  model,
  theme: isDark ? 'vs-dark' : 'vs',
  fontSize: 14,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  overviewRulerLanes: 0,
  stickyScroll: { enabled: false },
  lightbulb: { enabled: 'off' },
  padding: { top: 8 },
})
editor.setPosition(${JSON.stringify({ lineNumber: before.split('\n').length, column: (before.split('\n').at(-1)?.length ?? 0) + 1 })})
editor.focus()
window.suggest = () => {
  // The description of the chosen completion stands beside it.
  const controller = editor.getContribution('editor.contrib.suggestController')
  controller.widget.value._setDetailsVisible(true)
  editor.trigger('picture', 'editor.action.triggerSuggest', {})
}
`

const work = mkdtempSync(path.join(tmpdir(), 'topo-editor-'))
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '', 'http://localhost')
  const kind = pathname.endsWith('.css') ? 'text/css' : pathname === '/' ? 'text/html' : 'text/javascript'
  response.setHeader('content-type', kind)
  if (pathname === '/') response.end(html)
  else if (pathname === '/favicon.ico') response.writeHead(404).end()
  else response.end(readFileSync(path.join(work, 'made', path.basename(pathname))))
})
const html = `<!doctype html><link rel="stylesheet" href="/page.css">
<style>body { margin: 0; width: ${size.width}px; height: ${size.height}px }</style><body><script src="/page.js"></script>`
let browser: Browser | null = null
try {
  writeFileSync(path.join(work, 'package.json'), '{ "private": true }\n')
  await execa('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd: work })
  writeFileSync(path.join(work, 'page.js'), program)
  await build({
    absWorkingDir: work,
    entryPoints: {
      page: './page.js',
      editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
      yaml: 'monaco-yaml/yaml.worker.js',
    },
    outdir: path.join(work, 'made'),
    bundle: true,
    format: 'iife',
    loader: { '.ttf': 'dataurl' },
    logLevel: 'error',
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  browser = await launchChromium()
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: size, colorScheme })
    page.on('pageerror', (error) => process.stderr.write(`${error.stack}\n`))
    await page.goto(`http://127.0.0.1:${port}/`)
    await page.locator('.squiggly-error, .squiggly-warning').first().waitFor()
    await page.evaluate('suggest()')
    await page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor()
    await page.locator('.suggest-details').waitFor()
    const file = path.join(root, `docs/images/editor${colorScheme === 'dark' ? '-dark' : ''}.png`)
    await page.screenshot({ path: file })
    process.stdout.write(`${path.relative(root, file)}\n`)
    await page.close()
  }
} finally {
  await browser?.close()
  server.close()
  rmSync(work, { recursive: true, force: true })
}
