/**
 * The site of the documentation: `npm run docs` builds it in site/dist, and `npx vitepress preview site` serves that.
 * The pages are the Markdown of the repository (adapt-markdown.ts), and pages made from the topologies (catalogue/) and
 * the examples (example-pages.ts).
 */
import path from 'node:path'
import { build } from 'vitepress'
import { builtPages, deadAnchors } from './dead-anchors.ts'
import { writePages } from './write-pages.ts'

const site = import.meta.dirname
const base = process.env['TOPO_DOCS_BASE'] ?? '/'

writePages(path.join(site, '..'), path.join(site, '.pages'))
await build(site)
const dead = deadAnchors(builtPages(path.join(site, 'dist')), base)
if (dead.length > 0) {
  process.stderr.write(`dead links:\n${dead.join('\n')}\n`)
  process.exitCode = 1
}
