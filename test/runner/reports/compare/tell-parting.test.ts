import { expect, it } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import { divergenceOf } from '../../../../src/runner/reports/compare/divergence.ts'
import { tellParting } from '../../../../src/runner/reports/compare/tell-parting.ts'
import { RunWords } from '../../../../src/runner/reports/text/run-words.ts'
import { LogBuilder, reached } from '../../../fixtures/log-builder.ts'

const words = new RunWords({ names: {} })
const closed = (connection: string, peer = 'alice'): EventBody => ({
  kind: 'connection-closed',
  node: 'boot',
  connection,
  peer,
  path: { kind: 'direct' },
})

function parting(a: EventBody, b: EventBody): readonly (readonly string[])[] {
  const logs = [a, b].map((body) => new LogBuilder().at(10, body, reached('1', 'bob', 'alice')).events)
  const divergence = divergenceOf(logs[0] ?? [], logs[1] ?? [], { tolerance: null, rename: (text) => text })
  if (divergence === null) throw new Error('the logs are alike')
  const tell = tellParting(divergence, words)
  return [divergence.first.map(tell), divergence.second.map(tell)]
}

const text = 'boot lost a connection to alice, direct'
const next = 'bob reached alice, relayed through boot'

it('events with the same sentence are shown with the fields that differ', () => {
  expect(parting(closed('c1'), closed('\u001B[2Jc7'))).toEqual([
    [`${text} (connection "c1")`, next],
    [`${text} (connection "\\u001b[2Jc7")`, next],
  ])
})

it('events with different sentences are shown as sentences', () => {
  expect(parting(closed('c1'), closed('c7', 'carol'))).toEqual([
    [text, next],
    ['boot lost a connection to carol, direct', next],
  ])
})
