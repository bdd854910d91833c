/** Adding a fault is one file and one line of the registry: no other file may know one fault from another. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { namedKinds } from '../../scripts/named-kinds.ts'
import { expectations } from '../../src/runner/language/expectations/registry.ts'
import { faults } from '../../src/runner/language/faults/registry.ts'
import { root } from '../support/run-topology.ts'

const kinds = Object.keys(faults)
const ofFaults = { word: 'fault', kinds, all: [...kinds, ...Object.keys(expectations)] }
const home = 'src/runner/language/faults/'

const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => `src/${file.replaceAll(path.sep, '/')}`)

it('no file outside of the folder of faults names a kind of fault', () => {
  const others = files
    .filter((file) => !file.startsWith(home))
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }))
  expect(others.length).toBeGreaterThan(300)
  expect(namedKinds(others, ofFaults)).toEqual([])
})

describe('a kind of fault is found', () => {
  it.each([
    "if (entry.fault.kind === 'link') f()",
    "if ('link' !== fault.kind) f()",
    "const isSlow = action?.does.kind === 'link'",
    'if (fault.kind === `link`) f()',
    "if ((fault.kind as string) === 'link') f()",
    "if (fault['kind'] === 'link') f()",
    "const { kind } = fault\nif (kind === 'link') f()",
    "const { kind: what } = fault\nif (what === 'link') f()",
    "const what = fault.kind\nif (what === 'link') f()",
    "switch (fault.kind) { case 'reachable': break; case 'link': f() }",
    "const slow = ['link', 'other'].includes(fault.kind)",
    "const slow = ['link'] as const\nexport const isSlow = slow.includes(fault.kind)",
    "const slow = new Set(['link'])\nexport const isSlow = slow.has(fault.kind)",
    'const delay = { link: 1, reachable: 2 }[does.kind]',
    "const delays = { 'link': 1 }\nexport const delay = delays[fault.kind] ?? 0",
    "const asked = { 'fault link': ['from'] }",
  ])('%s', (text) => {
    const line = text.split('\n').findIndex((one) => /\blink\b/.test(one)) + 1
    expect(namedKinds([{ path: 'src/probe.ts', text }], ofFaults)).toEqual([
      `src/probe.ts:${line} names the fault link: read its definition instead`,
    ])
  })
})

it.each([
  "if (mode === 'cut') f()",
  "if (params.how === 'kill') f()",
  "switch (how) { case 'stop': f(); break; case 'kill': g() }",
  "const edge = { kind: 'link', from, to }",
  "await net.fault({ fault: 'restart', node })",
  "await handle['kill']()",
  "child.kill('SIGKILL')",
  "if (event.kind === 'node-started') f()",
  "const methods = ['start', 'stop'].includes(name)",
  'const text = { start: 1, stop: 2 }[status]',
  'const arrow = { link: 1, cable: 2 }[edge.kind]',
])('the same word for something else is no kind of fault: %s', (text) => {
  expect(namedKinds([{ path: 'src/probe.ts', text }], ofFaults)).toEqual([])
})
