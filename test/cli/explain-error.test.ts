import { expect, it } from 'vitest'
import { explainCode } from '../../src/cli/explain-error.ts'

it('a code is explained by its meaning, a mistake, and the same without the mistake', () => {
  expect(explainCode('duplicate-entry-id')).toBe(`duplicate-entry-id

Two entries have the same \`id\`.

Wrong:

    timeline:
      - { id: crash, at: 10s, fault: restart, node: boot }
      - { id: crash, at: 20s, fault: restart, node: alice }

Right:

    timeline:
      - { id: crash, at: 10s, fault: restart, node: boot }
      - { id: crash-of-alice, at: 20s, fault: restart, node: alice }
`)
})

it('a code is taken as a message has it', () => {
  expect(explainCode('error[no-pair]:')).toBe(explainCode('no-pair'))
  expect(explainCode('warning[too-soon]')).toBe(explainCode('too-soon'))
})

it('an explanation has the path of a page in place of a link', () => {
  expect(explainCode('json-syntax')).toContain('docs/control.md')
})

it('an unknown code is told the nearest one', () => {
  expect(() => explainCode('no-pear')).toThrow('there is no code "no-pear": did you mean no-pair?')
  expect(() => explainCode('E0308')).toThrow('`topo explain-error` lists them')
})
