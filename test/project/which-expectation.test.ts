/** Every snippet of docs/which-expectation.md is a timeline of the topology that the page begins with. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { expectations } from '../../src/runner/language/expectations/registry.ts'
import { planOf, root } from '../support/run-topology.ts'

const text = readFileSync(path.join(root, 'docs/which-expectation.md'), 'utf8')
const [whole = '', ...snippets] = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = '']) => block)
const head = whole.slice(0, whole.indexOf('timeline:'))
const planned = snippets.map((snippet) => planOf(`${head}timeline:\n${snippet}`))

it('docs/which-expectation.md has an expectation that is valid for each question', () => {
  const questions = [...text.matchAll(/^## /gm)].length
  expect(planned.length).toBeGreaterThanOrEqual(questions)
  expect(planned.every(({ timeline }) => timeline.some(({ type }) => type === 'expectation'))).toBe(true)
})

it('docs/which-expectation.md shows every kind of expectation', () => {
  const shown = planned.flatMap(({ timeline }) =>
    timeline.flatMap((entry) => (entry.type === 'expectation' ? [entry.expectation.kind] : [])),
  )
  expect(new Set(shown)).toEqual(new Set(Object.keys(expectations)))
})
