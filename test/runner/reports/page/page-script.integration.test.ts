import { expect, it } from 'vitest'
import { pageScript } from '../../../../src/runner/reports/page/page-script.ts'

/** With the schemas of the topology language, which pages have no use for, it would be three times as much. */
const most = 250_000

it.each(['report', 'comparison', 'results'] as const)(
  'the page %s carries what it needs, and no more',
  async (program) => {
    expect((await pageScript(program)).length).toBeLessThan(most)
  },
)
