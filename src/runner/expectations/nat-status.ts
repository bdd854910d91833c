import { z } from 'zod'
import type { TopoEvent } from '../events/event.ts'
import { selector } from '../values/selector.ts'
import { combine } from './combine.ts'
import { defineExpectation, listNames, type Observation } from './expectation.ts'

type Status = Extract<TopoEvent, { kind: 'nat-status' }>['status']

interface Told {
  readonly status: Status
  readonly address: string
  readonly evidence: number
}

export const natStatus = defineExpectation({
  summary: 'what AutoNAT told a node about itself',
  description:
    'Looks at what `node` believes: that others can dial it (`public`), that they cannot (`private`), or that it does not know (`unknown`), as every node does when it starts.',
  example: '- { at: 2m, expect: nat-status, node: alice, status: private, within: 2m }',
  fabrics: ['virtual'],
  params: z.strictObject({
    node: selector(),
    status: z.enum(['public', 'private', 'unknown']).meta({ description: 'What the node must believe' }),
  }),
  describe: ({ node, status }) => `the NAT status of ${listNames(node)} is ${status}`,
  observe: ({ node, status }) => {
    const told = new Map<string, Told>()
    const judge = (name: string): Observation => {
      const last = told.get(name)
      if (last === undefined) return { state: 'pending', reason: `${name} is not up`, evidence: [] }
      const where = last.address === '' ? '' : ` (${last.address})`
      return {
        state: last.status === status ? 'holds' : 'fails',
        reason: `the NAT status of ${name} is ${last.status}${where}`,
        evidence: [last.evidence],
      }
    }
    return {
      push: (event) => {
        switch (event.kind) {
          case 'node-ready':
            // What it was told may have been logged before it was ready.
            if (!told.has(event.node))
              told.set(event.node, { status: 'unknown', address: '', evidence: event.n })
            return true
          case 'nat-status':
            told.set(event.node, { status: event.status, address: event.address, evidence: event.n })
            return true
          case 'node-exited':
            told.delete(event.node)
            return true
          default:
            return false
        }
      },
      state: () => combine(node.map(judge)),
    }
  },
  probe: null,
})
