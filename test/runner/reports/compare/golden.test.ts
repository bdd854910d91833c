import { Chalk } from 'chalk'
import stringWidth from 'fast-string-width'
import { describe, expect, it } from 'vitest'
import { compare } from '../../../../src/runner/reports/compare/compare.ts'
import type { Side } from '../../../../src/runner/reports/compare/comparison.ts'
import { renderMarkdown } from '../../../../src/runner/reports/compare/render-markdown.ts'
import { renderComparisons } from '../../../../src/runner/reports/compare/render-terminal.ts'
import { toPlainJson } from '../../../../src/runner/reports/text/plain-json.ts'
import { comparedRun, renewal } from '../../../fixtures/compared.ts'
import { runs } from '../../../fixtures/runs.ts'

function side(label: string, ...sideRuns: Side['runs']): Side {
  return { label, place: `results/renewal/${label}`, runs: sideRuns }
}

const used = (factor: number) => ({
  boot: { cpu: 1400 * factor, peak: 92e6 * factor },
  alice: { cpu: 1200 * factor, peak: 84e6 * factor },
  bob: { cpu: 1100 * factor, peak: 88e6 * factor },
})
const kept = side('3.3.11', renewal('3.3.11', { keeps: true, resources: used(1) }))
const lost = side('3.3.4', renewal('3.3.4', { keeps: false, resources: used(1.25) }))
const oldest = side('2.10.0', renewal('2.10.0', { keeps: false }))
const repeated = side(
  'repeated',
  renewal('3.3.11', { keeps: true, late: 2000, resources: used(1) }),
  renewal('3.3.11', { keeps: true, late: 3000, resources: used(1.5) }),
  renewal('3.3.11', { keeps: false, late: 4000, resources: used(2) }),
)
const stored = { ...lost, label: 'baseline', runs: lost.runs.map((run) => ({ ...run, log: null })) }
const hostile = side('a|b', comparedRun(runs.hostile.plan, runs.hostile.events, null))
const harmless = side('<i>', comparedRun(runs.hostile.plan, runs.hostile.events.slice(0, 5), null))

const cases = {
  mended: [lost, kept],
  broken: [kept, lost],
  identical: [kept, kept],
  'three-releases': [oldest, lost, kept],
  repeated: [kept, repeated],
  baseline: [stored, kept],
  hostile: [hostile, harmless],
} as const satisfies Record<string, readonly Side[]>

const names = Object.keys(cases) as (keyof typeof cases)[]
const style = { paint: new Chalk({ level: 0 }), width: 80, full: false }
const terminal = (name: keyof typeof cases) => renderComparisons([compare(cases[name])], style)

describe.each(names)('the comparison %s', (name) => {
  const golden = (ending: string) => `../../../golden/compare/${name}.${ending}`
  const comparison = compare(cases[name])

  it('equals the golden text for a terminal', async () => {
    await expect(`${terminal(name).join('\n')}\n`).toMatchFileSnapshot(golden('txt'))
  })

  it('equals the golden text for a pull request', async () => {
    await expect(renderMarkdown(comparison)).toMatchFileSnapshot(golden('md'))
  })

  it('fits on a screen of 80 columns and 24 rows, but for names of folders', () => {
    const rows = terminal(name).filter((line) => !line.includes('results/'))
    expect(terminal(name).length).toBeLessThanOrEqual(24)
    expect(rows.slice(1).filter((line) => stringWidth(line) > 80)).toEqual([])
  })
})

it('a comparison as JSON equals the golden file', async () => {
  const json = `${toPlainJson(compare(cases.mended))}\n`
  await expect(json).toMatchFileSnapshot('../../../golden/compare/mended.json')
})

it('several comparisons begin with the worse ones, and fold the equal ones', () => {
  const all = [compare(cases.identical), compare(cases.mended), compare(cases.broken)]
  const lines = renderComparisons(all, style)
  const at = (text: string) => lines.findIndex((line) => line.includes(text))
  expect(at('is worse')).toBeLessThan(at('is better'))
  expect(lines.at(-1)).toBe('the same: renewal')
})
