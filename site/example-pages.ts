import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { adaptMarkdown } from './adapt-markdown.ts'
import { codeBlock, list } from './markdown.ts'

/** Files that no reader reads. */
const unread = /(?:package-lock\.json|Cargo\.lock|go\.sum|README\.md)$/

/** A page for each folder of examples/, with its files as they are, and a list of them. */
export function examplePages(root: string): Readonly<Record<string, string>> {
  const files = execFileSync('git', ['ls-files', 'examples'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '')
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
  const folders = Map.groupBy(files, (file) => file.split('/')[1] ?? '')
  const pages = [...folders].map(([name, own]): readonly [string, string] => {
    const page = `examples/${name}.md`
    const readme = own.find((file) => file.endsWith('README.md'))
    const intro = readme === undefined ? `# ${name}` : adaptMarkdown(read(readme), readme, page).text
    const shown = own
      .filter((file) => !unread.test(file))
      .map((file) => `## ${file.split('/').slice(2).join('/')}\n\n${codeBlock(file, read(file))}`)
    return [page, [intro, `The files of \`examples/${name}/\`.`, ...shown].join('\n\n')]
  })
  const index = [
    '# Examples',
    'Programs and topologies that topo’s tests run. [Your own nodes](../own-nodes.md), [CI](../ci.md), [your own tests](../library.md) and [control](../control.md) explain them.',
    list([...folders.keys()].map((name) => `[${name}](./${name}.md)`)),
  ]
  return { ...Object.fromEntries(pages), 'examples/index.md': index.join('\n\n') }
}
