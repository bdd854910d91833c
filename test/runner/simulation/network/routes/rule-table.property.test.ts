import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LinkRule } from '../../../../../src/runner/simulation/network/routes/link-rule.ts'
import { RuleTable, specificity } from '../../../../../src/runner/simulation/network/routes/rule-table.ts'

const name = fc.constantFrom('alice', 'bob', 'carol', 'home', 'cafe', 'carrier')
const end = fc.oneof(name, fc.constant('*'))
const rule = fc.record({ from: end, to: end, oneWay: fc.boolean(), latency: fc.nat({ max: 50 }) })
const machine = fc.uniqueArray(name, { minLength: 1, maxLength: 3 })

/** The rules that a plain scan finds: by specificity, then in their order. */
function scan(rules: readonly LinkRule[], from: readonly string[], to: readonly string[]) {
  return rules
    .map((each) => ({ each, score: specificity(each, from, to) }))
    .filter(({ score }) => score >= 0)
    .sort((a, b) => a.score - b.score)
    .map(({ each }) => each)
}

test('a table of rules finds those that a plain scan finds, in the same order, whatever was removed before', () => {
  const steps = fc.array(
    fc.oneof({ weight: 3, arbitrary: fc.record({ add: rule }) }, fc.record({ remove: fc.nat() })),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 10 }), steps, machine, machine, (first, steps, from, to) => {
      const table = new RuleTable(first)
      let rules: readonly LinkRule[] = first
      const added: { rule: LinkRule; remove: () => boolean }[] = []
      for (const step of steps) {
        if ('add' in step) {
          added.push({ rule: step.add, remove: table.add(step.add) })
          rules = [...rules, step.add]
        } else if (added.length > 0) {
          const [gone] = added.splice(step.remove % added.length, 1)
          expect(gone?.remove()).toBe(true)
          expect(gone?.remove()).toBe(false)
          rules = rules.filter((each) => each !== gone?.rule)
        }
        expect(table.matching(from, to)).toEqual(scan(rules, from, to))
        expect(table.latencies.shortest).toBe(Math.min(...rules.map(({ latency = 0 }) => latency)))
      }
    }),
  )
})
