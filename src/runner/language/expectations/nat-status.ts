import * as z from 'zod'
import { listNames } from '../values/list-names.ts'
import { alsoCalled } from '../values/other-words.ts'
import { selector } from '../values/selector.ts'
import { combine } from './combine.ts'
import { defineExpectation, type Observation } from './expectation.ts'
import { NatBeliefs } from './nat-beliefs.ts'

export const natStatus = defineExpectation({
  summary: 'the AutoNAT result of a node about itself',
  description:
    'Looks at the result of AutoNAT in `node`: `public` (others can dial it), `private` (others cannot dial it) or `unknown`, with which every node starts.',
  example: '- { at: 2m, expect: nat-status, node: alice, status: private, within: 2m }',
  alsoCalled: ['autonat', 'reachability', 'nat'],
  meantWith: { public: 'status: public', private: 'status: private' },
  failsWhen: 'no node dialled back, too few answered, or the result is out of date',
  failsOtherwise: { status: { unknown: 'the node has learned that others can or cannot dial it' } },
  fabrics: ['virtual', 'netns'],
  params: z.strictObject({
    node: selector(),
    status: alsoCalled(z.enum(['public', 'private', 'unknown']).meta({ description: 'Wanted result' }), [
      'state',
      'nat',
      'result',
      'value',
    ]),
  }),
  describe: ({ node, status }) => `the NAT status of ${listNames(node)} is ${status}`,
  tellers: ({ node }) => [{ parameter: 'node', nodes: node }],
  neededNodes: ({ node }) => node,
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => false,
  watchesRelay: () => false,
  observe: ({ node, status }) => {
    const beliefs = new NatBeliefs()
    const judge = (name: string): Observation => {
      const last = beliefs.of(name)
      if (last === null) return { state: 'pending', reason: `${name} is not up`, evidence: [] }
      const where = last.address === '' ? '' : ` (${last.address})`
      return {
        state: last.status === status ? 'holds' : 'fails',
        reason: `the NAT status of ${name} is ${last.status}${where}`,
        evidence: [last.evidence],
      }
    }
    return {
      push: (event) => beliefs.push(event),
      state: () => combine(node.map(judge)),
    }
  },
  probe: null,
})
