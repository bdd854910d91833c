import * as z from 'zod'
import { name } from '../values/name.ts'
import { nat } from '../values/nat.ts'
import { orNull } from '../values/optional.ts'
import { port } from '../values/port.ts'

const mapping = z.strictObject({
  external: port.meta({ description: 'The port of the router that is open from outside' }),
  to: name.meta({ description: 'The target: a node or router directly behind it' }),
  port: orNull(port).meta({ description: 'Its port (default: the same)' }),
})

/** The keys of a router. */
export const routerSchema = z.strictObject({
  nat,
  behind: orNull(name).meta({
    description: 'The outer router that it is behind (default: none, it is public)',
  }),
  ports: z.array(mapping).max(1000).default([]).meta({
    description:
      'Static port mappings of TCP and UDP, such as port forwards: [{ external: 4001, to: alice }]',
  }),
  upnp: z.boolean().default(false).meta({
    description:
      'True: an Internet gateway, which maps ports for nodes directly behind it that ask by UPnP (default false)',
  }),
})

export type RouterKeys = z.output<typeof routerSchema>
