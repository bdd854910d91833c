/** No report passes on a character that a terminal obeys, wherever in a run it is. */
import { expect, it } from 'vitest'
import { checkContract } from '../../../../src/runner/contract/check-contract.ts'
import { productionOfProfile } from '../../../../src/runner/contract/production.ts'
import { renderContract } from '../../../../src/runner/contract/render-contract.ts'
import { renderContractMarkdown } from '../../../../src/runner/contract/render-contract-markdown.ts'
import { type ReporterName, reporters } from '../../../../src/runner/reports/reporters/registry.ts'
import { Reporting } from '../../../../src/runner/reports/reporters/reporting.ts'
import { paintFor } from '../../../../src/runner/reports/text/paint.ts'
import { toPlainJson } from '../../../../src/runner/reports/text/plain-json.ts'
import { contextOf, infoFor, playInto, TextOutput } from '../../../fixtures/report.ts'
import { runs } from '../../../fixtures/runs.ts'

/** Every control character, and format characters of each kind; CR, LF and TAB are among them. */
const controls = [
  ...Array.from({ length: 0xa0 }, (_, code) => String.fromCodePoint(code)).filter((one) =>
    /\p{Cc}/u.test(one),
  ),
  ...['\u061c', '\u200b', '\u2028', '\u202e', '\u2066', '\ufeff', '\u{e0041}'],
]
const nasty = `a${controls.join('b')}c`
const obeyed = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu

/** The run with the nasty text in place of every line of its nodes, and in all that a user can name. */
async function reportOf(name: ReporterName): Promise<readonly string[]> {
  const stdout = new TextOutput()
  const appended: string[] = []
  const context = {
    ...contextOf(stdout, { runs: 1 }),
    env: { GITHUB_STEP_SUMMARY: 'summary' },
    append: (_file: string, text: string) => appended.push(text),
  }
  const reporting = new Reporting([{ name, reporter: await reporters[name].create(context) }])
  const { plan, events } = runs.hostile
  const info = infoFor(plan)
  const named = Object.fromEntries(
    Object.keys(info).map((key) => [key, `${nasty}.yaml`]),
  ) as unknown as typeof info
  const bad = JSON.parse(JSON.stringify(events, (_key, value: unknown) => (isLine(value) ? nasty : value)))
  playInto(reporting, { plan, events: bad }, named)
  expect(reporting.close()).toEqual([])
  return [stdout.text, ...appended]
}

function isLine(value: unknown): boolean {
  return typeof value === 'string' && value.includes('owned')
}

it.each(Object.keys(reporters) as ReporterName[])('the report %s', async (name) => {
  const texts = await reportOf(name)
  expect(texts).toHaveLength(name === 'github' ? 2 : 1)
  for (const text of texts) {
    expect(text).toMatch(/x1b|001b/)
    expect(text.match(obeyed)).toBeNull()
  }
})

it('the report on a contract', () => {
  const production = { ...productionOfProfile('rust-libp2p'), source: nasty }
  const report = checkContract([{ file: nasty, plan: runs.hostile.plan }], production)
  const texts = [
    renderContract(report, { paint: paintFor({ env: {}, stdout: new TextOutput() }), width: 80 }),
    renderContractMarkdown(report),
    toPlainJson(report),
  ]
  for (const text of texts) expect(text.match(obeyed)).toBeNull()
})
