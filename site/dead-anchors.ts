import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The HTML of a built site, by file. */
export function builtPages(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.html'),
  )
  return Object.fromEntries(files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]))
}

/** Links between pages whose page or heading is not there, as `faults.html: /nodes.html#kinds`. */
export function deadAnchors(pages: Readonly<Record<string, string>>, base: string): readonly string[] {
  const ids = new Map(
    Object.entries(pages).map(([file, html]) => [
      file,
      new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id = '']) => id)),
    ]),
  )
  return Object.entries(pages).flatMap(([file, html]) => {
    const targets = new Set([...html.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, target = '']) => target))
    return [...targets].filter((target) => isDead(target, file)).map((target) => `${file}: ${target}`)
  })

  function isDead(target: string, from: string): boolean {
    if (/^[a-z]+:/.test(target)) return false
    const { pathname, hash } = new URL(target, `http://site.invalid${base}${from}`)
    const named = decodeURIComponent(pathname.slice(base.length))
    const file = [named, `${named}index.html`, `${named}.html`, `${named}/index.html`].find((one) =>
      Object.hasOwn(pages, one),
    )
    if (file === undefined) return true
    return hash !== '' && !ids.get(file)?.has(decodeURIComponent(hash.slice(1)))
  }
}
