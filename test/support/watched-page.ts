import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'

export interface WatchedPage extends AsyncDisposable {
  readonly page: Page
  /** Errors and warnings of the page, and its requests to other addresses. */
  readonly complaints: readonly string[]
}

/** Opens a page. `isOwn` tells which addresses the page may load. */
export async function openWatched(
  browser: Browser,
  url: string,
  isOwn: (requested: string) => boolean,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options })
  const complaints = watch(page, isOwn)
  await page.goto(url)
  return { page, complaints, [Symbol.asyncDispose]: () => page.close() }
}

function watch(page: Page, isOwn: (requested: string) => boolean): readonly string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    if (!isOwn(request.url())) complaints.push(`it loads ${request.url()}`)
  })
  return complaints
}

/** All accessibility problems that axe finds. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  const isThere = await page.evaluate(() => 'axe' in globalThis)
  if (!isThere) await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: typeof axe }
    const { violations } = await checker.run({ resultTypes: ['violations'] })
    return violations.map(
      ({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ html }) => html).join(' ')}`,
    )
  })
}
