import { z } from 'zod'
import { selector } from '../../values/selector.ts'
import { defineNodeKind } from './node-kind.ts'

const params = z
  .strictObject({
    relays: selector(['boot-node'])
      .default([])
      .meta({ description: 'Boot-nodes on whose relays it holds a reservation (default none)' }),
    listen: z.boolean().default(false).meta({ description: 'Whether it listens itself (default false)' }),
  })
  .superRefine(({ relays, listen }, context) => {
    if (relays.length > 0 || listen) return
    context.addIssue({
      code: 'custom',
      message: 'this peer has no `relays` and does not `listen`, so nobody could reach it',
      params: {
        code: 'missing-key',
        hint: 'add `relays: [boot]` (the name of a boot-node), or `listen: true`',
      },
    })
  })

export const peer = defineNodeKind({
  summary: 'an application’s node',
  description: 'Listens through relays, directly, or both; dials, and answers identify and ping.',
  example: 'alice: { kind: peer, relays: [boot] }',
  params,
})
