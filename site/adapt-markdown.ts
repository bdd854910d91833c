import path from 'node:path'
import { pageOf } from './repository-pages.ts'

export interface Adapted {
  readonly text: string
  /** Targets of links that no page of the site shows. */
  readonly dead: readonly string[]
}

/** Markdown of the repository for its page of the site: links lead to pages, and pictures follow the site's colours. */
export function adaptMarkdown(text: string, file: string, page: string): Adapted {
  const dead: string[] = []
  const relative = (target: string) => {
    const [name = '', anchor] = target.split('#')
    const repositoryFile = path.posix.normalize(path.posix.join(path.posix.dirname(file), name))
    const shown = isPicture(name)
      ? `images/${path.posix.basename(name)}`
      : pageOf(repositoryFile.replace(/\/$/, ''))
    if (shown === null) dead.push(target)
    const there = path.posix.relative(path.posix.dirname(page), shown ?? 'nowhere.md')
    return `${there.startsWith('.') ? '' : './'}${there}${anchor === undefined ? '' : `#${anchor}`}`
  }
  const adapted = outsideOfFences(text, (part) =>
    part
      .replace(/\]\(([^)\s#][^)\s]*)\)/g, (whole, target: string) =>
        /^[a-z]+:/.test(target) ? whole : `](${relative(target)})`,
      )
      .replace(
        /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]*)">\s*<img alt="([^"]*)" src="([^"]*)">\s*<\/picture>/g,
        (_, dark: string, alt: string, light: string) =>
          `<img class="light-only" alt="${alt}" src="${relative(light)}"><img class="dark-only" alt="${alt}" src="${relative(dark)}">`,
      ),
  )
  return { text: adapted, dead }
}

function isPicture(name: string): boolean {
  return /\.(?:png|svg)$/.test(name)
}

/** Changes a text, but not its code blocks. */
function outsideOfFences(text: string, change: (part: string) => string): string {
  return text
    .split(/^(```.*?^```$)/ms)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('')
}
