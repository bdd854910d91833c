/** The keys that peers and boot-nodes share: features of their libp2p host. */
import * as z from 'zod'
import { conflict } from './conflict.ts'
import { orOff } from './optional.ts'
import { port } from './port.ts'

const multiaddrs = z
  .array(z.string().startsWith('/', 'expected a multiaddr such as /dns4/boot.example/tcp/4001'))
  .max(100)
  .default([])

const announceKey = multiaddrs.meta({
  description: 'Multiaddrs that it advertises instead of those that it listens on (default: those)',
})

const appendAnnounceKey = multiaddrs.meta({
  description: 'Multiaddrs that it advertises beside the others, such as a tunnel of its own (default none)',
})

const webSocketsPort = z.strictObject({
  port: port.default(4002).meta({ description: 'The TCP port of its WebSockets (default 4002)' }),
})

/** The plan has the port, or `off`. */
const webSocketsKey = orOff(
  z
    .union([z.boolean(), webSocketsPort], { error: 'expected true, false, or { port: 8080 }' })
    .transform((value) => {
      if (typeof value === 'object') return value
      return value ? webSocketsPort.parse({}) : ('off' as const)
    }),
).meta({
  description:
    'WebSockets beside TCP: it dials them, and listens for them if it listens at all: true, false, or another port, { port: 8080 } (default false)',
})

const protocols = z.enum(['noise', 'tls'])

/** The plan has a list, the preferred one first. */
const encryptionKey = z
  .union([protocols, z.array(protocols).min(1).max(2)])
  .default(['noise'])
  .transform((value): readonly ('noise' | 'tls')[] =>
    typeof value === 'string' ? [value] : [...new Set(value)],
  )
  .meta({
    description:
      'Protocols that encrypt its connections, the preferred one first: [noise, tls] (default noise)',
  })

const swarmKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'expected a key of 32 bytes, as 64 hexadecimal digits' })
  .optional()
  .transform((value) => value ?? ('none' as const))
  .meta({
    description:
      'Key of a private network, 64 hexadecimal digits: it connects only to nodes with the same key (default none)',
  })

export const hostFeatureKeys = {
  announce: announceKey,
  appendAnnounce: appendAnnounceKey,
  webSockets: webSocketsKey,
  encryption: encryptionKey,
  preSharedKey: swarmKey,
}

/** libp2p ignores the second key beside the first. */
export function refuseTwoAnnounces(
  given: { readonly announce: readonly string[]; readonly appendAnnounce: readonly string[] },
  context: z.RefinementCtx,
): void {
  if (given.announce.length === 0 || given.appendAnnounce.length === 0) return
  const message = '`announce` replaces all addresses, so libp2p ignores `appendAnnounce`'
  context.addIssue(conflict('appendAnnounce', message, 'write all of them below `announce`', 'announce'))
}

const kadProtocol = z
  .string()
  .max(200)
  .regex(/^\/\S+$/, { error: 'expected the name of a protocol, such as /calimero/kad/1.0.0' })
  .meta({ description: 'Name of the Kademlia protocol' })

export const usualKad = '/ipfs/kad/1.0.0'

export const kadServer = z.strictObject({ protocol: kadProtocol })

export const kadOfPeer = z.strictObject({
  protocol: kadProtocol
    .default(usualKad)
    .meta({ description: `Name of the Kademlia protocol (default ${usualKad})` }),
  mode: z.enum(['auto', 'client', 'server']).default('auto').meta({
    description:
      'client: it asks others and answers nobody; server: it answers, too; auto: a server while others can dial it, as libp2p decides (default auto)',
  }),
})
