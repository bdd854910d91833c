/** The pages of the package: they speak to somebody who installed it, and link only to what is in it. */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Rewrites all pages in the folder of the package. */
export function adaptPages(folder: string): void {
  for (const page of globSync('**/*.md', { cwd: folder, exclude: ['node_modules/**'] })) {
    const file = path.join(folder, page)
    writeFileSync(file, withoutDeadLinks(forPackage(readFileSync(file, 'utf8')), path.dirname(file)))
  }
}

/** Replaces what is for a clone: `<!-- clone -->for a clone<!-- package\nfor the package-->`. */
export function forPackage(text: string): string {
  return text.replace(/<!-- clone -->\n[\s\S]*?<!-- package\n([\s\S]*?)-->\n/g, '$1')
}

/** Leaves the text of links to files that are not there. */
function withoutDeadLinks(text: string, folder: string): string {
  return text.replace(/(?<!!)\[([^\]]*)\]\(([^)#\s]+)(?:#[^)]*)?\)/g, (link, name: string, target: string) =>
    /^[a-z]+:/.test(target) || existsSync(path.resolve(folder, target)) ? link : name,
  )
}
