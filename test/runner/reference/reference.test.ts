import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { renderDiagnostics } from '../../../src/runner/language/diagnostics/render.ts'
import { expectations } from '../../../src/runner/language/expectations/registry.ts'
import { faults } from '../../../src/runner/language/faults/registry.ts'
import { loadTopology } from '../../../src/runner/language/plan/load.ts'
import { topologyTemplate } from '../../../src/runner/language/topology/template.ts'
import { insertBetween } from '../../../src/runner/reference/docs.ts'
import { referenceFiles } from '../../../src/runner/reference/reference.ts'

const root = join(import.meta.dirname, '../../..')

describe('the generated files', () => {
  it.each(Object.entries(referenceFiles()))('%s is what write-reference.ts writes', (path, text) => {
    expect(readFileSync(join(root, path), 'utf8')).toBe(text)
  })

  it('go between their markers and leave the rest', () => {
    const text = 'a\n<!-- x -->\nold\n<!-- /x -->\nb\n'
    const once = insertBetween(text, 'x', 'new')
    expect(once).toBe('a\n<!-- x -->\nnew\n<!-- /x -->\nb\n')
    expect(insertBetween(once, 'x', 'new')).toBe(once)
    expect(insertBetween('no markers', 'x', 'new')).toBe('no markers')
  })
})

const nodes = `routers:
  home: { nat: symmetric, upnp: true }
  cafe: { nat: full-cone }
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: [boot], behind: home }
  bob: { kind: peer, relays: [boot] }
  carol: { kind: peer, listen: true, behind: cafe }
`

it.each([...Object.entries(faults), ...Object.entries(expectations)])(
  'the example of %s loads',
  (_, { example }) => {
    const text = `name: x\n${nodes}timeline:\n  ${example}\n`
    const loaded = loadTopology({ file: 'x.yaml', text })
    expect(loaded.ok ? '' : renderDiagnostics([loaded.file], { color: false })).toBe('')
  },
)

const pages = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'))

it.each(['README.md', ...pages.map((file) => `docs/${file}`)])('the YAML of %s parses', (file) => {
  const blocks = readFileSync(join(root, file), 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms)
  expect([...blocks].flatMap(([, block = '']) => mistakesIn(block))).toEqual([])
})

it('texts in quotes that a diagnostic offers are YAML', () => {
  const folder = join(root, 'test/golden/diagnostics')
  const offered = readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => /^(error|warning)\[|= help: /.test(line))
      .flatMap((line) => line.match(/"(?:[^"\\]|\\.)*"/g) ?? []),
  )
  expect(offered).toContain(String.raw`"metrics on (\\S+)"`)
  expect(offered.flatMap(mistakesIn)).toEqual([])
})

function mistakesIn(text: string): readonly string[] {
  return parseAllDocuments(text).flatMap(({ errors }) => errors.map(({ message }) => `${message}: ${text}`))
}

it('the starting file loads without warnings', () => {
  const loaded = loadTopology({ file: 'x.yaml', text: topologyTemplate('my-network', 'schema.json') })
  expect(loaded).toMatchObject({ ok: true, plan: { name: 'my-network' }, warnings: { diagnostics: [] } })
})
