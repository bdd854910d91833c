import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { selector } from '../values/selector.ts'
import { noFacts } from './facts.ts'
import { defineFault, type FaultContext, startedNode } from './fault.ts'

export const dial = defineFault({
  summary: 'a node dials another one, once',
  description:
    'Each node of `node` dials every node of `to`, once, with its own libp2p host, transports and settings. The connection stays, as any other. A node that is connected to the other one already opens no new connection: that changes nothing. The fault fails if a dial fails. It is the counterpart of `disconnect`; `connect:` of a peer dials again and again.',
  example: '- { at: 30s, fault: dial, node: alice, to: boot }',
  alsoCalled: ['connect'],
  instead: {
    between: 'a dial has a direction: write `node: alice` and `to: bob`',
    for: 'it dials once; `connect:` of a peer dials again and again',
  },
  standsFor: 'a program that connects when its user wants it, or that finds a peer by a way of its own',
  describe: ({ node, to, addresses }) =>
    `${listNames(node)} ${node.length > 1 ? 'dial' : 'dials'} ${listNames(to)}${addresses === 'remembered' ? ' at remembered addresses' : ''}`,
  fabrics: ['virtual', 'netns', 'host'],
  clocks: ['virtual', 'real'],
  reversible: false,
  draws: { unasked: false, keys: {} },
  params: z.strictObject({
    node: selector(null, { against: 'to', running: true }),
    to: selector(),
    addresses: z.enum(['advertised', 'remembered']).default('advertised').meta({
      description:
        'The addresses that it dials: those that the other node advertises now, or those that its own peer store remembers (default advertised)',
    }),
  }),
  asks: ['node'],
  facts: () => noFacts,
  apply: async (context, { node, to, addresses }) => {
    const pairs = node.flatMap((from) =>
      to.filter((other) => other !== from).map((other) => ({ from, other })),
    )
    const opened = await Promise.all(pairs.map((pair) => dialOnce(context, { ...pair, addresses })))
    return {
      changes: [{ what: 'connections opened', count: opened.reduce((sum, count) => sum + count, 0) }],
      undo: null,
    }
  },
})

interface DialOnce {
  readonly from: string
  readonly other: string
  readonly addresses: 'advertised' | 'remembered'
}

/** Returns the number of connections that it opened. Throws with the reason of a failure. */
async function dialOnce(context: FaultContext, { from, other, addresses }: DialOnce): Promise<number> {
  const handle = await startedNode(context, from)
  if (handle.status !== 'running') throw new Error(`${from} is ${handle.status} and cannot dial`)
  const target = context.node(other)
  if (addresses === 'advertised' && target.addresses.length === 0)
    throw new Error(`${from} could not dial ${other}: ${other} advertises no address`)
  const { opened, reason } = await handle.request('dial', {
    peerId: target.peerId,
    addresses: addresses === 'advertised' ? target.addresses : null,
  })
  if (reason !== '') throw new Error(`${from} could not dial ${other}: ${reason}`)
  return opened
}
