/** The figures of "Is a verdict true?" in docs/virtual-time.md. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { scripts } from '../nodes/sandbox/differential/scripts.ts'

const root = path.join(import.meta.dirname, '..', '..')
const page = readFileSync(path.join(root, 'docs/virtual-time.md'), 'utf8')
const [, section = ''] = page.split('## Is a verdict true?')
/** Of the section, the part that tells in prose. */
const [figures = ''] = section.replaceAll(/\s+/g, ' ').split('| checked |')
const all = Object.values(scripts)
const differing = all.flatMap(({ differs }) => differs ?? [])

test('the page says how many scripts are compared, and how many differ', () => {
  expect(all.length).toBeGreaterThan(120)
  expect(figures).toContain(`${all.length} scripts, of which ${differing.length} differ`)
})

test('each known difference has a row in the table of limits', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| '))
  const missing = differing.filter((limit) => !rows.some((row) => row.startsWith(`| ${limit} |`)))
  expect(missing).toEqual([])
})

test('the page says how the functions of Node are judged', () => {
  const file = path.join(root, 'test/nodes/sandbox/node-api.json')
  const judged = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>
  const count = (judgement: string) =>
    Object.values(judged).reduce(
      (sum, by) => sum + (by[judgement]?.split(' ').filter(Boolean).length ?? 0),
      0,
    )
  const [harmless, replaced, refused, warns] = ['harmless', 'replaced', 'refused', 'warns'].map(count)
  const total = ['harmless', 'replaced', 'refused', 'warns'].reduce((sum, each) => sum + count(each), 0)
  expect(figures).toContain(`${total} functions`)
  expect(figures).toContain(
    `${harmless} are harmless, ${replaced} replaced, ${refused} refused with a sentence, ${warns} let through with a note`,
  )
})
