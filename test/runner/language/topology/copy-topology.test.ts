import { expect, test } from 'vitest'
import { copyTopology } from '../../../../src/runner/language/topology/copy-topology.ts'

const move = (file: string) => file
const schema = (original: string | null) => `../${original ?? 'none'}`

test('a copy has the new name and the new place of the schema, and every other character of the original', () => {
  const text = [
    '# yaml-language-server: $schema=./topology.schema.json',
    "name: 'old-name' # called so after the old one",
    'description: old-name is what it was called.',
    'nodes: # two of them',
    '  boot: { kind: boot-node }',
    '',
  ].join('\r\n')
  expect(copyTopology(text, { name: 'new-name', schema, move })).toBe(
    text.replace("'old-name' #", 'new-name #').replace('./topology', '.././topology'),
  )
})

test('a copy of a file that names no schema names one', () => {
  expect(copyTopology('name: old\n', { name: 'new', schema, move })).toBe(
    '# yaml-language-server: $schema=../none\nname: new\n',
  )
})

test.each(['description: nobody\n', 'name: [\n', '', '- name: old\n'])(
  'what has no name is not copied: %j',
  (text) => {
    expect(copyTopology(text, { name: 'new', schema, move })).toBe(null)
  },
)
