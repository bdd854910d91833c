/** CONTRIBUTING.md, "Add an expectation": one file and one line of the registry are all that the sources need. */
import { execFile } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { root } from '../support/run-topology.ts'
import { test } from '../support/temporary-folder.ts'

const run = promisify(execFile)

/** An expectation that no shipped file knows. */
const definition = `import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { plural } from '../values/plural.ts'
import { selector } from '../values/selector.ts'
import { defineExpectation } from './expectation.ts'

export const printedNothing = defineExpectation({
  summary: 'a node printed nothing',
  description: 'Holds while \`node\` has printed no line on stdout or stderr since the start of the run.',
  example: '- { at: 30s, expect: printed-nothing, node: alice, for: 10s }',
  failsWhen: 'the node printed a line',
  fabrics: ['virtual', 'host'],
  params: z.strictObject({ node: selector() }),
  describe: ({ node }) => \`\${listNames(node)} printed nothing\`,
  tellers: () => [],
  neededNodes: () => [],
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: ({ node }) => ({ nodes: node, pattern: '' }),
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => false,
  watchesRelay: ({ node }, relay) => node.includes(relay),
  observe: (_params, entry) => {
    const found: number[] = []
    return {
      push: (event) => {
        if (event.kind !== 'log-matched' || event.entry !== entry) return false
        found.push(event.n)
        return true
      },
      state: () => ({
        state: found.length === 0 ? 'holds' : 'fails',
        reason: \`\${plural(found.length, 'line')} printed\`,
        evidence: found,
      }),
    }
  },
  probe: null,
})
`

const facts = [
  'tellers',
  'neededNodes',
  'neededReservations',
  'endedNodes',
  'printedLines',
  'relayedTargets',
  'deniedPairs',
  'standingLinks',
  'showsLoss',
  'watchesRelay',
  'describe',
  'observe',
  'probe',
] as const

const topology = `name: silent
nodes:
  boot: { kind: boot-node }
timeline:
  - { at: 1s, expect: printed-nothing, node: boot, for: 10s }
`

test('an expectation is added by its file and one line, and runs', async ({ folder }) => {
  copySources(folder)
  const home = path.join(folder, 'src/runner/language/expectations')
  writeFileSync(path.join(home, 'printed-nothing.ts'), definition)
  replaceIn(path.join(home, 'registry.ts'), [
    ['import { process }', "import { printedNothing } from './printed-nothing.ts'\nimport { process }"],
    ['  process,\n}', "  process,\n  'printed-nothing': printedNothing,\n}"],
  ])
  await expect(compile(folder)).resolves.toBe('')

  const file = path.join(folder, 'silent.yaml')
  writeFileSync(file, topology)
  const passed = await topo(folder, file)
  expect(passed.stdout).toContain('PASS')
  expect(passed.code).toBe(0)
  writeFileSync(file, topology.replace('boot-node', 'boot-node, env: { DEBUG: "libp2p:tcp*" }'))
  const failed = await topo(folder, file)
  expect(failed.stdout).toContain('boot printed nothing')
  expect(failed.code).toBe(1)
})

test('a definition that leaves out a fact does not compile', async ({ folder }) => {
  copySources(folder)
  const home = path.join(folder, 'src/runner/language/expectations')
  for (const fact of facts) {
    const text = definition.replace(new RegExp(`\\n  ${fact}: [^\\n]*({\\n[^]*?\\n  }|),\\n`), '\n')
    expect(text.length).toBeLessThan(definition.length)
    writeFileSync(path.join(home, `without-${fact}.ts`), text)
  }
  const found = await compile(folder)
  for (const fact of facts) {
    expect(found).toMatch(new RegExp(`without-${fact}\\.ts.*Property '${fact}' is missing`))
  }
})

function copySources(folder: string): void {
  for (const name of ['src', 'cli.ts', 'package.json', 'tsconfig.json', 'topologies'])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  replaceIn(path.join(folder, 'tsconfig.json'), [[/"include": \[.*\]/, '"include": ["cli.ts", "src"]']])
}

function replaceIn(file: string, changes: readonly (readonly [string | RegExp, string])[]): void {
  let text = readFileSync(file, 'utf8')
  for (const [from, to] of changes) {
    expect(text.search(from)).toBeGreaterThanOrEqual(0)
    text = text.replace(from, to)
  }
  writeFileSync(file, text)
}

/** Returns the errors that the compiler finds. */
async function compile(folder: string): Promise<string> {
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc')
  try {
    return (await run(process.execPath, [tsc, '--pretty', 'false'], { cwd: folder })).stdout
  } catch (error) {
    return outputOf(error).stdout
  }
}

async function topo(folder: string, file: string) {
  try {
    const { stdout } = await run(process.execPath, [path.join(folder, 'cli.ts'), 'run', file], {
      cwd: folder,
    })
    return { code: 0, stdout }
  } catch (error) {
    return outputOf(error)
  }
}

/** The error of a program that ended with another code than 0. */
function outputOf(error: unknown): { readonly code: unknown; readonly stdout: string } {
  if (!(error instanceof Error && 'stdout' in error && 'code' in error)) throw error
  return { code: error.code, stdout: String(error.stdout) }
}
