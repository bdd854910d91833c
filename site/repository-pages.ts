/** The page of the site that shows a file or folder of the repository. */
import path from 'node:path'

/** Markdown outside of docs/ that is a page, by its file. */
export const pageOfMarkdown: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  'CONTRIBUTING.md': 'contributing.md',
  'CHANGELOG.md': 'changelog.md',
  'results/README.md': 'results.md',
  'topologies/regressions/README.md': 'catalogue/regressions.md',
}

/** Files that are shown on one page, as they are. */
export const shownFiles = ['action.yml', 'Containerfile', 'LICENSE-APACHE', 'LICENSE-MIT'] as const
export const filesPage = 'files.md'

/** Returns `catalogue/relay-expiry.md`, with an anchor where a page shows several files; null: no page shows it. */
export function pageOf(file: string): string | null {
  const fixed = pageOfMarkdown[file]
  if (fixed !== undefined) return fixed
  if (shownFiles.some((one) => one === file)) return `${filesPage}#${anchorOf(file)}`
  const [folder, ...rest] = file.split('/')
  const inside = rest.join('/')
  switch (folder) {
    case 'docs':
      return inside.endsWith('.md') ? inside : inside === '' ? 'index.md' : null
    case 'topologies':
      if (inside.endsWith('.yaml')) return `catalogue/${inside.slice(0, -'.yaml'.length)}.md`
      return path.extname(inside) === '' ? `catalogue/index.md${inside === '' ? '' : `#${inside}`}` : null
    case 'examples': {
      const [name = '', ...deeper] = rest
      if (name === '') return 'examples/index.md'
      const isWhole = deeper.length === 0 || inside.endsWith('/README.md')
      return `examples/${name}.md${isWhole ? '' : `#${anchorOf(deeper.join('/'))}`}`
    }
    default:
      return null
  }
}

/** The anchor that GitHub gives to a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
