import * as z from 'zod'
import { count, formatCount, inRange } from '../values/count.ts'
import { listNames } from '../values/list-names.ts'
import { plural } from '../values/plural.ts'
import { regex } from '../values/regex.ts'
import { selector } from '../values/selector.ts'
import { defineExpectation } from './expectation.ts'

export const log = defineExpectation({
  summary: 'a node printed lines that match',
  description:
    'Counts the lines that the nodes printed on stdout or stderr since the start of the run and that match the regular expression `pattern`. Holds while the count is in `times`.',
  example: '- { at: 30s, expect: log, node: alice, pattern: "ECONNREFUSED", times: ">=1" }',
  failsWhen: 'the number of such lines is not in `times`',
  fabrics: ['virtual', 'netns', 'host'],
  params: z.strictObject({
    node: selector(),
    pattern: regex.meta({ description: 'Regular expression (JavaScript)' }),
    times: count.prefault('>=1').meta({ description: 'Wanted count (default ">=1")' }),
  }),
  describe: ({ node, pattern, times }) =>
    `${listNames(node)} printed /${pattern}/ ${formatCount(times, 'time')}`,
  tellers: () => [],
  neededNodes: () => [],
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: ({ node, pattern }) => ({ nodes: node, pattern }),
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => true,
  watchesRelay: ({ node }, relay) => node.includes(relay),
  observe: ({ times }, entry) => {
    const found: number[] = []
    return {
      push: (candidate) => {
        if (candidate.kind !== 'log-matched' || candidate.entry !== entry) return false
        found.push(candidate.n)
        return true
      },
      state: () => ({
        state: inRange(found.length, times) ? 'holds' : 'fails',
        reason: `${plural(found.length, 'line')} matched, wanted ${formatCount(times)}`,
        evidence: found.slice(-20),
      }),
      measures: () => ({ times: found.length }),
    }
  },
  probe: null,
})
