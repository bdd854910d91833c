import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnosticCodes } from '../../../../src/runner/language/diagnostics/diagnostic-codes.ts'
import { renderDiagnostics } from '../../../../src/runner/language/diagnostics/render.ts'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'

const folder = join(import.meta.dirname, '../../../fixtures/topologies/wrong')
const vacuous = join(import.meta.dirname, '../../../fixtures/topologies/vacuous')
const golden = join(import.meta.dirname, '../../../golden/diagnostics')

describe('a wrong topology', () => {
  it.each(readdirSync(folder))('%s is diagnosed as in its golden file', async (file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const loaded = loadTopology({ file, text })
    const shown = renderDiagnostics([loaded.ok ? loaded.warnings : loaded.file], { color: false })
    await expect(shown).toMatchFileSnapshot(join(golden, file.replace(/yaml$/, 'txt')))
    expect(loaded.ok).toBe(false)
  })
})

describe('a topology that tests nothing', () => {
  it.each(readdirSync(vacuous))('%s is warned of as in its golden file', async (file) => {
    const text = readFileSync(join(vacuous, file), 'utf8')
    const loaded = loadTopology({ file, text })
    const shown = renderDiagnostics([loaded.ok ? loaded.warnings : loaded.file], { color: false })
    await expect(shown).toMatchFileSnapshot(join(golden, file.replace(/yaml$/, 'txt')))
    expect(loaded.ok).toBe(true)
  })
})

it('every code that a text can have is shown by a golden file', () => {
  const shown = readdirSync(golden)
    .map((file) => readFileSync(join(golden, file), 'utf8'))
    .join('')
  const missing = Object.keys(diagnosticCodes).filter((code) => !shown.includes(`[${code}]`))
  expect(missing).toEqual([
    'file-unreadable',
    'file-too-large',
    'missing-file',
    'missing-tool',
    'broken-module',
    'broken-release',
    'unknown-release',
    'missing-package',
    'json-syntax',
  ])
})
