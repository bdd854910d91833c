import * as z from 'zod'
import type { TopoEvent } from '../../../events/event.ts'
import { count, formatCount } from '../values/count.ts'
import { formatClock } from '../values/format-clock.ts'
import { alsoCalled } from '../values/other-words.ts'
import { plural } from '../values/plural.ts'
import { regex } from '../values/regex.ts'
import { selector } from '../values/selector.ts'
import { defineExpectation } from './expectation.ts'
import { countedIn, describeCounted, lacking, Tally, wordsForTimes } from './tally.ts'

export const log = defineExpectation({
  summary: 'a node printed lines that match',
  description:
    'Counts the lines that each node printed on stdout or stderr since the start of the run and that match the regular expression `pattern`. Holds while the count of every node is in `times`; with `in: total`, while their sum is. When there are too few, the story of the failure has the lines that came closest, at the times at which they were printed.',
  example: '- { at: 30s, expect: log, node: alice, pattern: "ECONNREFUSED", times: ">=1" }',
  alsoCalled: ['output', 'stdout', 'prints', 'logged', 'log-line'],
  opposite: '`expect: log` with `times: 0`',
  failsWhen: 'the number of such lines is not in `times`',
  fabrics: ['virtual', 'netns', 'host'],
  params: z.strictObject({
    node: selector(),
    pattern: alsoCalled(regex.meta({ description: 'Regular expression (JavaScript)' }), [
      'text',
      'message',
      'contains',
      'regex',
      'match',
      'line',
    ]),
    times: alsoCalled(
      count.prefault('>=1').meta({ description: 'Wanted count (default ">=1")' }),
      wordsForTimes,
    ),
    in: countedIn('each'),
  }),
  describe: ({ node, pattern, times, in: counted }) =>
    `${describeCounted(node, counted)} printed /${pattern}/ ${formatCount(times, 'time')}`,
  tellers: () => [],
  neededNodes: () => [],
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: ({ node, pattern, times, in: counted }) => ({
    nodes: node,
    pattern,
    lacking: (countOf) => lacking({ nodes: node, times, in: counted }, countOf),
  }),
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => true,
  watchesRelay: ({ node }, relay) => node.includes(relay),
  observe: ({ node, times, in: counted }, entry) => {
    const missed = new Map<string, MissedLine>()
    const tally = new Tally({
      nodes: node,
      times,
      in: counted,
      say: (found) => `${plural(found, 'line')} matched`,
      explain: (nodes) => describeMissed(nodes.flatMap((one) => missed.get(one) ?? [])),
    })
    return {
      push: (event) => {
        if (event.kind === 'log-matched' && event.entry === entry) tally.add(event.node, event.n)
        // The closest line of a node comes first.
        else if (event.kind === 'log-missed' && event.entry === entry && !missed.has(event.node))
          missed.set(event.node, event)
        else return false
        return true
      },
      state: () => tally.judge(),
      measures: () => ({ times: tally.total }),
    }
  },
  probe: null,
})

type MissedLine = Extract<TopoEvent, { kind: 'log-missed' }>

function describeMissed(missed: readonly MissedLine[]): string {
  const [first] = missed
  if (first === undefined) return ''
  const others = missed.reduce((sum, { others }) => sum + others, 0)
  const which = others === 1 ? 'the other line is' : `the closest of ${others} other lines is`
  return `; ${which} "${first.line.slice(0, 100)}" at ${formatClock(first.printed)}`
}
