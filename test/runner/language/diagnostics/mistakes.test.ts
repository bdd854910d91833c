import { describe, expect, it } from 'vitest'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'
import { lineCounter } from '../../../../src/runner/language/text/lines.ts'
import { mistakes } from './mistakes.ts'

/** The messages of a topology: place, code, message and advice. Lists of all choices are left out. */
function toldOf(text: string): readonly string[] {
  const loaded = loadTopology({ file: 'x.yaml', text })
  const lines = lineCounter(text)
  const { diagnostics } = loaded.ok ? loaded.warnings : loaded.file
  return diagnostics.map(({ code, message, hint, span }) => {
    const { line, column } = lines.position(span?.start ?? 0)
    const marked = text.slice(span?.start, span?.end)
    const advice = hint === null ? '' : `; ${hint.replace(/ \(one of .*\)$/, '')}`
    return `${line}:${column} ${marked} [${code}] ${message}${advice}`
  })
}

describe('a mistake of a new user has one message, with its place and the remedy', () => {
  it.each(mistakes)('$title', ({ text, told }) => {
    expect(toldOf(text)).toEqual(told)
  })

  it('is shown by 60 cases at least, each with another text', () => {
    expect(new Set(mistakes.map(({ text }) => text)).size).toBeGreaterThanOrEqual(60)
  })
})
