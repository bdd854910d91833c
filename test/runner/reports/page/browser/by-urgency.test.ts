import { expect, test } from 'vitest'
import { byUrgency } from '../../../../../src/runner/reports/page/browser/by-urgency.ts'
import type { RunRow, RunState } from '../../../../../src/runner/reports/page/run-row.ts'

function row(topology: string, state: RunState, started: string): RunRow {
  return {
    id: `${topology}/${started}`,
    ...{
      topology,
      state,
      started,
      release: '',
      reason: '',
      time: 0,
      events: 0,
      expectations: [],
      due: null,
      last: '',
    },
  }
}

test('topologies whose latest run failed come first, each with its runs newest first', () => {
  const rows = [
    row('fine', 'pass', '9'),
    row('goes-on', 'running', '8'),
    row('mended', 'pass', '7'),
    row('bad', 'fail', '6'),
    row('mended', 'fail', '5'),
    row('worse', 'fail', '4'),
    row('bad', 'pass', '3'),
    row('unread', 'broken', '2'),
    row('unsure', 'unknown', '1'),
  ]
  expect(
    byUrgency(rows).map(([topology, own]) => `${topology} ${own.map(({ started }) => started).join()}`),
  ).toEqual(['bad 6,3', 'worse 4', 'unread 2', 'unsure 1', 'goes-on 8', 'fine 9', 'mended 7,5'])
})
