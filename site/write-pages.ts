import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { adaptMarkdown } from './adapt-markdown.ts'
import { cataloguePages } from './catalogue/catalogue-pages.ts'
import { examplePages } from './example-pages.ts'
import { codeBlock } from './markdown.ts'
import { filesPage, pageOfMarkdown, shownFiles } from './repository-pages.ts'

/** Writes all pages of the site into a folder. Throws when one of them links to a file that no page shows. */
export function writePages(root: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
  const docs = readdirSync(path.join(root, 'docs')).filter((name) => name.endsWith('.md'))
  const sources = [
    ...Object.entries(pageOfMarkdown),
    ...docs.map((name): [string, string] => [`docs/${name}`, name]),
  ]
  const adapted = sources.map(([file, page]) => ({ file, page, ...adaptMarkdown(read(file), file, page) }))
  const dead = adapted.flatMap((one) => one.dead.map((target) => `${one.file} links to ${target}`))
  if (dead.length > 0) throw new Error(`no page of the site shows a link's target:\n${dead.join('\n')}`)
  const pages = {
    ...Object.fromEntries(adapted.map(({ page, text }) => [page, text])),
    ...cataloguePages(root),
    ...examplePages(root),
    [filesPage]: [
      '# Files of the repository',
      ...shownFiles.flatMap((file) => [`## ${file}`, codeBlock(file, read(file))]),
    ].join('\n\n'),
  }
  for (const [page, text] of Object.entries(pages)) {
    mkdirSync(path.join(folder, path.dirname(page)), { recursive: true })
    writeFileSync(path.join(folder, page), text)
  }
  cpSync(path.join(root, 'docs/images'), path.join(folder, 'images'), { recursive: true })
}
