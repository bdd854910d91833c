import { expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'

const plan = (overrides: Parameters<typeof planOf>[1]) =>
  planOf(
    `
name: log
nodes:
  boot: { kind: boot-node }
timeline:
  - { at: 1s, expect: log, node: boot, pattern: "tcp:listener listening", within: 20s }
`,
    overrides,
  )

it.each([{}, { clock: 'real' }, { fabric: 'host' }] as const)(
  'a line that a node prints is found with %o',
  async (overrides) => {
    process.env['DEBUG'] = 'libp2p:tcp*'
    try {
      const { verdict, events } = await runToEnd(plan(overrides))
      expect(verdict.outcome).toBe('pass')
      const matched = events.filter(({ kind }) => kind === 'log-matched')
      expect(matched.length).toBeGreaterThan(0)
      if (verdict.clock === 'virtual') expect(matched[0]?.t).toBe(0)
    } finally {
      delete process.env['DEBUG']
    }
  },
)
