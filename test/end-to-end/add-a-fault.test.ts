/** The guide of CONTRIBUTING.md for a new fault, followed to the letter in a copy of the sources. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../support/run-topology.ts'

const run = promisify(execFile)
const folder = mkdtempSync(path.join(tmpdir(), 'topo-fault-'))
const faults = path.join(folder, 'src/runner/language/faults')
const test = 'test/runner/language/faults/latency-spike.test.ts'

const guide = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8').split(/^## /m)
const section = guide.find((one) => one.startsWith('Add a fault')) ?? ''
const [definition = '', line = '', testOfEffect = ''] = [
  ...section.matchAll(/^ {3}```ts\n(.*?)^ {3}```$/gms),
].map(([, code = '']) => code.replaceAll(/^ {3}/gm, ''))

const topology = `
name: slow-latency-spike
description: A link gets slow. A relayed dial takes longer, and still succeeds.
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, nat: symmetric, relays: [boot] }
  bob: { kind: peer, nat: symmetric, relays: [boot] }
timeline:
  - at: 10s
    fault: latency-spike
    between: [bob, "*"]
    latency: 300ms
  - at: 20s
    expect: reachable
    from: bob
    to: alice
    path: relayed
    within: 2m
`

/** Copies the sources, and adds the fault as the guide says. */
beforeAll(() => {
  for (const name of [
    'src',
    'test/fixtures',
    'test/support',
    'test/setup',
    'test/runner/simulation/network/lab.ts',
  ]) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
  }
  for (const name of ['cli.ts', 'package.json', 'vitest.config.ts']) {
    cpSync(path.join(root, name), path.join(folder, name))
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  const settings: { compilerOptions: object } = JSON.parse(
    readFileSync(path.join(root, 'tsconfig.json'), 'utf8'),
  )
  const include = ['src', 'test/runner']
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ ...settings, include }))
  writeFileSync(path.join(faults, 'latency-spike.ts'), definition)
  const registry = readFileSync(path.join(faults, 'registry.ts'), 'utf8')
  const added = registry
    .replace('export const faults', "import { latencySpike } from './latency-spike.ts'\n\n$&")
    .replace(/^\} as const$/m, `${line}$&`)
  writeFileSync(path.join(faults, 'registry.ts'), added)
  mkdirSync(path.join(folder, path.dirname(test)), { recursive: true })
  writeFileSync(path.join(folder, test), testOfEffect)
  writeFileSync(path.join(folder, 'slow-latency-spike.yaml'), topology)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program that npm has installed, in the copy. Resolves with its output. */
async function output(program: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, TOPO_CACHE: path.join(folder, 'cache'), NO_COLOR: '1' }
  const { stdout } = await run(process.execPath, [program, ...args], { cwd: folder, env }).catch(
    (error: { stdout: string }) => error,
  )
  return stdout
}

const compile = () => output('node_modules/typescript/bin/tsc')

describe('a fault that is added as the guide says', { timeout: 600_000 }, () => {
  it('compiles', async () => {
    expect(await compile()).toBe('')
  })

  it('passes the test of its effect on the real switch', async () => {
    const report = await output('node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', test)
    expect(report).toMatch(/Tests +1 passed \(1\)/)
  })

  it('gives a relayed dial the time that it takes at 300 ms', async () => {
    const report = await output('cli.ts', 'run', 'slow-latency-spike.yaml')
    expect(report).toContain('PASS  slow-latency-spike: 1 of 1 expectation holds')
  })

  it('does not compile without one of the required fields', async () => {
    const fields = [
      ...['summary', 'description', 'standsFor', 'example', 'describe', 'fabrics', 'clocks', 'reversible'],
      ...['asks', 'facts', 'apply'],
      ...['takes', 'ends', 'starts', 'libp2p', 'disconnects', 'silences', 'links', 'relays', 'unsettles'],
    ]
    for (const field of fields) {
      const without = withoutField(definition, field)
      expect(without, field).not.toBe(definition)
      writeFileSync(path.join(faults, `without-${field}.ts`), without)
    }
    const problems = await compile()
    for (const field of fields) {
      expect(problems).toMatch(new RegExp(`without-${field}\\.ts.*Property '${field}' is missing in type`))
    }
  })
})

/** Leaves out a field of an object, with all lines of its value. */
function withoutField(code: string, field: string): string {
  const lines = code.split('\n')
  const start = lines.findIndex((one) => new RegExp(`^ +${field}:`).test(one))
  const indent = /^ */.exec(lines[start] ?? '')?.[0].length ?? 0
  const rest = lines.findIndex((one, at) => at > start && /^ *[a-z}]/.test(one) && one.search(/\S/) <= indent)
  const isClosing = /^ *\}+\)*,/.test(lines[rest] ?? '') && (lines[rest] ?? '').search(/\S/) === indent
  return [...lines.slice(0, start), ...lines.slice(isClosing ? rest + 1 : rest)].join('\n')
}
