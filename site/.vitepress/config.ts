import path from 'node:path'
import { defineConfig } from 'vitepress'
import { anchorOf } from '../repository-pages.ts'
import { sidebar } from '../sidebar.ts'

const root = path.join(import.meta.dirname, '../..')

export default defineConfig({
  lang: 'en',
  title: 'topo',
  description: 'A declarative network-topology test runner for libp2p',
  srcDir: '.pages',
  outDir: 'dist',
  cacheDir: '.cache',
  // Where the site is not at the top of its host: `TOPO_DOCS_BASE=/topo/ npm run docs`.
  base: process.env['TOPO_DOCS_BASE'] ?? '/',
  // Anchors in docs/ are those of GitHub.
  markdown: { anchor: { slugify: anchorOf }, headers: false },
  themeConfig: {
    nav: [
      { text: 'Five minutes', link: '/tutorial' },
      { text: 'Faults', link: '/faults' },
      { text: 'Expectations', link: '/expectations' },
      { text: 'Catalogue', link: '/catalogue/' },
    ],
    sidebar: sidebar(root),
    outline: [2, 3],
    // In the pages, without a server of searches.
    search: { provider: 'local' },
  },
})
