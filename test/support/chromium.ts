/** The browser that shows reports in tests: the system's Chromium, with an empty profile and no background requests. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { it as always } from 'vitest'
import { atWorkerEnd } from '../setup/at-worker-end.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome']

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
]

const file = findChromium()

/** A test that needs the browser. On a machine without one it is skipped with a notice; CI must have one. */
export const it = file === null ? always.skip : always

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: file ?? '', args: quiet })
}

let browser: Promise<Browser> | null = null

/** The browser of this worker, which all its test files share. Each page has a profile of its own. */
export function sharedChromium(): Promise<Browser> {
  browser ??= launchChromium()
  atWorkerEnd('the browser', async () => (await browser)?.close())
  return browser
}

function findChromium(): string | null {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(existsSync)
  if (found !== undefined) return found
  const advice = 'there is no Chromium: apt-get install chromium, or run .ci/run'
  if (process.env['CI'] !== undefined) throw new Error(advice)
  process.stderr.write(`SKIPPED tests of pages: ${advice}\n`)
  return null
}
