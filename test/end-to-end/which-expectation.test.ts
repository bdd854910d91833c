/** The snippets of docs/which-expectation.md hold in the topology that the page begins with, as it says. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { planOf, root, runToEnd } from '../support/run-topology.ts'

const text = readFileSync(path.join(root, 'docs/which-expectation.md'), 'utf8')
const [whole = '', ...snippets] = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = '']) => block)
const head = whole.slice(0, whole.indexOf('timeline:'))

/** A fault changes what the other snippets find, so a snippet with one has a run of its own. */
const withFault = snippets.filter((snippet) => snippet.includes('fault:'))
const others = snippets.filter((snippet) => !withFault.includes(snippet))

it.each([
  ['without a fault', others],
  ...withFault.map((snippet) => ['with a fault', [snippet]] as const),
] as const)('the snippets %s hold', async (_, chosen) => {
  const { verdict } = await runToEnd(planOf(`${head}timeline:\n${chosen.join('')}`))
  const failed = verdict.expectations.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'known')
  expect(failed.map(({ description, reason }) => `${description}: ${reason}`)).toEqual([])
  expect(verdict.outcome).toBe('pass')
})
