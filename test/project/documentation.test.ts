import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ControlCommand, ControlError, ControlOutputs } from '../../src/library/control/messages.ts'
import { readRequest } from '../../src/library/control/read-request.ts'
import type { AgentMessage, CommandName, RunnerMessage } from '../../src/protocol/messages.ts'
import { expectationsTable, faultsTable, insertBetween } from '../../src/runner/reference/docs.ts'
import { graphOf } from '../../src/runner/reports/describe/graph.ts'
import { renderMermaid } from '../../src/runner/reports/describe/mermaid.ts'
import { differing } from '../fixtures/old-releases.ts'
import { planOf, root, shipped } from '../support/run-topology.ts'

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'results/README.md',
  'topologies/regressions/README.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
]

describe.each(pages)('%s', (page) => {
  const text = readFileSync(path.join(root, page), 'utf8')

  it('links only to files and headings that are there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) =>
      /^https?:/.test(target) ? [] : [target],
    )
    expect(links.filter((target) => !leadsSomewhere(page, target))).toEqual([])
  })

  it('shows only complete topologies that are valid', () => {
    const examples = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)]
      .map(([, example = '']) => example)
      .filter((example) => /^nodes:/m.test(example))
    // An empty timeline is that of a topology for `--hold`.
    for (const example of examples)
      expect(planOf(example).timeline.length > 0 || /^(search:|timeline: \[\])$/m.test(example)).toBe(true)
  })
})

describe('docs/agent-protocol.md', () => {
  const text = readFileSync(path.join(root, 'docs/agent-protocol.md'), 'utf8')
  const messages = {
    configure: true,
    request: true,
    introduce: true,
    'port-mapping': true,
    hello: true,
    ready: true,
    fatal: true,
    event: true,
    output: true,
    reply: true,
    failure: true,
  } as const satisfies Record<RunnerMessage['type'] | AgentMessage['type'], true>
  const commands = {
    probe: true,
    'ping-open': true,
    transfer: true,
    'transfer-open': true,
    disconnect: true,
    dial: true,
    'change-relay': true,
    'drop-reservations': true,
    metric: true,
    resource: true,
    identify: true,
    stop: true,
  } as const satisfies Record<CommandName, true>

  it('lists every message', () => {
    const [, listed = ''] = /\n## Messages\n(.*?)\n## /s.exec(text) ?? []
    const found = [...listed.matchAll(/"type":"([a-z-]+)"/g)].map(([, type]) => type)
    expect(new Set(found)).toEqual(new Set(Object.keys(messages)))
  })

  it('lists every request, with input and output', () => {
    const [, listed = ''] = /\n## Requests\n(.*?)\n## /s.exec(text) ?? []
    const found = [...listed.matchAll(/^\| `([a-z-]+)` \| `\{.*\}` \| .+ \|$/gm)].map(([, name]) => name)
    expect(found.sort()).toEqual(Object.keys(commands).sort())
  })
})

describe('docs/control.md', () => {
  const text = readFileSync(path.join(root, 'docs/control.md'), 'utf8')
  const [, requests = ''] = /\n## Requests\n(.*?)\n## /s.exec(text) ?? []
  const outputs = {
    state: { time: 1, clock: 1, folder: 1, nodes: 1, outcome: 1, reason: 1 },
    expect: { time: 1, entry: 1, outcome: 1, description: 1, reason: 1 },
    fault: { time: 1, entry: 1, changes: 1, lasts: 1 },
    advance: { time: 1 },
    undo: { time: 1, changes: 1 },
    events: { events: 1, last: 1 },
    end: { outcome: 1, reason: 1, folder: 1, report: 1, story: 1 },
  } as const satisfies { [K in ControlCommand]: Record<keyof ControlOutputs[K], 1> }
  const kinds = { input: 1, expectation: 1, fault: 1, run: 1 } as const satisfies Record<
    ControlError['kind'],
    1
  >
  /** The messages, with objects in place of what is left out. */
  const messages = [...requests.matchAll(/^\{.*\}$/gm)].map(([line]) => line.replaceAll('{…}', '{}'))

  it('has an example of every request, which topo takes', () => {
    const examples = messages.filter((line) => line.includes('"command"'))
    expect(examples.map((line) => readRequest(line).command)).toEqual(Object.keys(outputs))
  })

  it('has the answer to every request, with every field', () => {
    const answers = messages.flatMap((line) => JSON.parse(line).output ?? [])
    const fields = answers.map((output) => Object.keys(output))
    expect(fields).toEqual(Object.values(outputs).map((output) => Object.keys(output)))
  })

  it('lists every kind of error', () => {
    const [, errors = ''] = /\n## Errors\n(.*)/s.exec(text) ?? []
    const found = [...errors.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, kind]) => kind)
    expect(found).toEqual(Object.keys(kinds))
  })
})

it.each([
  ['faults', faultsTable()],
  ['expectations', expectationsTable()],
])('the table of %s in docs/topology.md is there and current', (marker, table) => {
  const text = readFileSync(path.join(root, 'docs/topology.md'), 'utf8')
  expect(text).toContain(`<!-- ${marker} -->`)
  const current = insertBetween(text, marker, table) === text
  expect(current, 'docs/topology.md is not what the registries say: run "npm run generate"').toBe(true)
})

it('docs/how-it-works.md names only files and folders that exist', () => {
  const text = readFileSync(path.join(root, 'docs/how-it-works.md'), 'utf8')
  const named = [...text.matchAll(/`((?:src|scripts|test)\/[^`]*)`/g)].map(([, file = '']) => file)
  expect(named.length).toBeGreaterThan(40)
  expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([])
})

function leadsSomewhere(page: string, target: string): boolean {
  const [file = '', heading] = target.split('#')
  const linked = file === '' ? path.join(root, page) : path.join(root, path.dirname(page), file)
  if (!existsSync(linked)) return false
  return heading === undefined || headingsOf(linked).includes(heading)
}

/** Anchors that GitHub makes from headings. */
function headingsOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

it('docs/tutorial.md shows the fingerprint that hello has', () => {
  const golden = JSON.parse(readFileSync(path.join(root, 'test/golden/fingerprints.json'), 'utf8'))
  const shown = readFileSync(path.join(root, 'docs/tutorial.md'), 'utf8').match(/fingerprint ([0-9a-f]+)/)
  expect(shown?.[1]).toBe(golden.hello)
})

it('the graph in docs/topology.md is the output of topo graph', () => {
  const text = readFileSync(path.join(root, 'docs/topology.md'), 'utf8')
  const [, shown] = /^```mermaid\n(.*?)^```$/ms.exec(text) ?? []
  expect(shown).toBe(renderMermaid(graphOf(shipped('relay-restart'))))
})

it('docs/releases.md says why each verdict on an old release differs', () => {
  const [, table = ''] = readFileSync(path.join(root, 'docs/releases.md'), 'utf8').split('## What differs')
  const isTold = (name: string) => table.includes(`\`${path.basename(name)}\``)
  const failing = Object.values(differing).flatMap((outcomes) =>
    Object.entries(outcomes).flatMap(([name, outcome]) => (outcome === 'fail' ? [name] : [])),
  )
  expect([...new Set(failing)].filter((name) => !isTold(name))).toEqual([])
})
