import * as z from 'zod'
import { formatDuration } from '../values/format-duration.ts'
import { listNames } from '../values/list-names.ts'
import { offset } from '../values/offset.ts'
import { selector } from '../values/selector.ts'
import { defineFault } from './fault.ts'

export const clockSkew = defineFault({
  summary: 'put the wall clock of nodes forward or back',
  description:
    'The date of the node becomes `by` later, or earlier with a minus. Timers and stopwatches do not change. The clock belongs to the machine: a node that restarts keeps it, and a node that is down has it when it starts. A relay tells its clients the date at which a reservation ends. A client whose clock is ahead renews too early. A client whose clock is behind renews too late. A relay whose clock is wrong misleads all its clients.',
  example: '- { at: 10m, fault: clock-skew, node: alice, by: -10m, for: 2h }',
  alsoCalled: ['set-clock', 'time-skew', 'clock-drift', 'change-time'],
  standsFor: 'a machine whose clock is wrong, or is corrected',
  describe: ({ node, by }) =>
    `the ${node.length > 1 ? 'clocks' : 'clock'} of ${listNames(node)} ${node.length > 1 ? 'are' : 'is'} put ${by < 0 ? 'back' : 'forward'} by ${formatDuration(Math.abs(by))}`,
  fabrics: ['virtual'],
  clocks: ['virtual'],
  reversible: 'all-count',
  draws: { unasked: true, keys: { by: ['-1h', '-10m', '-30s', '30s', '10m', '1h'], for: '10m-2h' } },
  params: z.strictObject({
    node: selector(null, { relayInUse: true }),
    by: offset.meta({ description: 'The offset: 10m is ahead, -10m behind' }),
  }),
  asks: [],
  facts: ({ node }) => ({
    takes: 0,
    ends: [],
    starts: [],
    libp2p: null,
    disconnects: null,
    silences: null,
    links: null,
    relays: null,
    unsettles: node,
  }),
  idle: ({ by }) =>
    by === 0 ? { message: 'the clock changes by 0', hint: 'write an offset such as 10m, or -10m' } : null,
  apply: async (context, { node, by }) => {
    const setClocks = (milliseconds: number) => {
      for (const name of node) context.node(name).skew(milliseconds)
      return [{ what: 'clocks set', count: milliseconds === 0 ? 0 : node.length }]
    }
    return { changes: setClocks(by), undo: async () => setClocks(-by) }
  },
})
