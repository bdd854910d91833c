import { describe, expect, it } from 'vitest'
import { codeExamples } from '../../../../src/runner/language/diagnostics/code-examples.ts'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'

const usual = {
  name: 'example',
  nodes:
    '\n  boot: { kind: boot-node }\n  alice: { kind: peer, relays: boot, recovery: relisten }\n  bob: { kind: peer, listen: true, relays: boot }',
  timeline: '\n  - { at: 10s, expect: process, node: boot, state: running }',
}

/** Adds the parts of a topology that an example leaves out. */
function complete(text: string): string {
  const missing = Object.entries(usual).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(text))
  return [text, ...missing.map(([key, value]) => `${key}: ${value}`), ''].join('\n')
}

function codesIn(text: string): readonly string[] {
  const loaded = loadTopology({ file: 'x.yaml', text: complete(text) })
  return (loaded.ok ? loaded.warnings : loaded.file).diagnostics.map(({ code }) => code)
}

const examples = Object.entries(codeExamples).flatMap(([code, example]) =>
  example === null ? [] : [{ code, ...example }],
)

describe('the examples of a code', () => {
  it.each(examples)('show $code and no other mistake', ({ code, wrong }) => {
    expect(new Set(codesIn(wrong))).toEqual(new Set([code]))
  })

  it.each(examples)('are right without $code', ({ right }) => {
    expect(codesIn(right)).toEqual([])
  })
})
