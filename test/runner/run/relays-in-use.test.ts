import { expect, test } from 'vitest'
import type { EventBody } from '../../../src/events/event.ts'
import type { NodePlan } from '../../../src/runner/language/plan/plan.ts'
import type { Tell, ToldEventKind } from '../../../src/runner/language/values/tells.ts'
import { RelaysInUse } from '../../../src/runner/run/relays-in-use.ts'
import { LogBuilder } from '../../fixtures/log-builder.ts'
import { bootNode, peer } from '../../fixtures/plan-builder.ts'

function program(name: string, ...kinds: readonly ToldEventKind[]): NodePlan {
  const tells = kinds.map((event): Tell => ({ pattern: 'x', event, with: {} }))
  return { ...(peer(name) as object), kind: 'command', agent: false, tells } as unknown as NodePlan
}

const granted = (node: string, who: string): EventBody => ({
  kind: 'relay-reservation',
  node,
  peer: who,
  outcome: 'accepted',
  byFault: false,
})
const ended = (node: string, who: string): EventBody => ({
  kind: 'relay-reservation',
  node,
  peer: who,
  outcome: 'disconnected',
  byFault: false,
})
const made = (node: string, relay: string): EventBody => ({
  kind: 'reservation-made',
  node,
  relay,
  renewal: false,
})
const lost = (node: string, relay: string): EventBody => ({
  kind: 'reservation-lost',
  node,
  relay,
  reason: 'closed',
})
const own = peer('go')
const silent = program('go')
const gains = program('go', 'reservation-made')
const both = program('go', 'reservation-made', 'reservation-lost')
const unreported = 'go does not report its reservations, and x does not report what it relays'
const unsure = 'go and x report too little about the reservation, so the verdict is unknown'

test.each<
  [title: string, nodes: readonly NodePlan[], events: readonly EventBody[], held: string, why: string]
>([
  ['of a peer of topo is the one that it tells', [own], [made('go', 'one')], 'one', ''],
  ['of a peer of topo is not the one that only the relay tells', [own], [granted('one', 'go')], '', ''],
  ['of a silent program is the one that the relay tells', [silent], [granted('one', 'go')], 'one', ''],
  [
    'of a program that tells of its own relaying alone is the one that the relay tells',
    [program('go', 'relay-reservation')],
    [granted('one', 'go'), granted('go', 'zed')],
    'one',
    '',
  ],
  [
    'of a program that tells of gains alone is over when its relay says so',
    [gains],
    [granted('one', 'go'), made('go', 'one'), ended('one', 'go')],
    '',
    '',
  ],
  [
    'of a program that tells of gains alone is unknown where its relay is silent',
    [gains, program('x')],
    [made('go', 'x')],
    '',
    unsure,
  ],
  [
    'of such a program is unknown also while another one is known',
    [gains, program('x')],
    [made('go', 'x'), made('go', 'one'), granted('one', 'go')],
    'one',
    unsure,
  ],
  [
    'of a program that tells of both is the one that it tells',
    [both, program('x')],
    [made('go', 'x')],
    'x',
    '',
  ],
  [
    'of a program that tells of both is over when it says so',
    [both, program('x')],
    [made('go', 'x'), lost('go', 'x')],
    '',
    '',
  ],
  [
    'of a program whose lines never matched is unknown beside a silent relay',
    [both, program('x')],
    [],
    '',
    unreported,
  ],
  ['of a silent program is unknown beside a silent relay', [silent, program('x')], [], '', unreported],
  [
    'of a silent program is known where the relay has told of another peer',
    [silent, program('x', 'relay-reservation')],
    [granted('x', 'zed')],
    '',
    '',
  ],
  [
    'of a silent program is unknown where topo’s own relay does not report',
    [silent],
    [{ kind: 'relay-unobserved', node: 'one' }],
    '',
    'go does not report its reservations, and one does not report what it relays',
  ],
  [
    'that ends is the relay of nobody',
    [own],
    [
      made('go', 'one'),
      granted('one', 'go'),
      { kind: 'node-exited', node: 'go', code: 0, signal: null, expected: true },
    ],
    '',
    '',
  ],
])('the relay %s', (_, nodes, events, held, reason) => {
  const inUse = new RelaysInUse({ nodes: [bootNode('one'), ...nodes] })
  for (const event of new LogBuilder().at(1, ...events).events) inUse.push(event)
  expect(inUse.of('go')).toEqual({ relays: held === '' ? [] : [held], reason })
})

test('a reservation counts once, however late the relay is first heard', () => {
  const inUse = new RelaysInUse({ nodes: [bootNode('one'), silent] })
  const events = [granted('one', 'zed'), granted('one', 'go'), ended('one', 'go')]
  for (const event of new LogBuilder().at(1, ...events).events) inUse.push(event)
  expect(inUse.of('go').relays).toEqual([])
})
