import * as z from 'zod'
import { orNull } from '../values/optional.ts'
import { alsoCalled } from '../values/other-words.ts'
import { port } from '../values/port.ts'
import { relayKinds, selector } from '../values/selector.ts'
import { debug, env, refuseTwoDebugs } from '../values/variables.ts'
import { defineNodeKind } from './node-kind.ts'

export const moduleNode = defineNodeKind({
  summary: 'your own libp2p code',
  description:
    'A TypeScript or JavaScript file that exports `createNode(context)`, which returns a libp2p host. topo runs it with the libp2p release of the node, in virtual time on the virtual network. All other packages come from its own `node_modules`. Events, probes and faults work as for any other node: [own nodes](own-nodes.md).',
  example: 'alice: { kind: module, module: ./chat.ts, with: { room: lobby }, relays: [boot], behind: home }',
  alsoCalled: ['custom', 'script', 'code'],
  params: z
    .strictObject({
      module: alsoCalled(
        z.string().min(1).max(4096).meta({ description: 'The file, relative to the folder of the topology' }),
        ['path', 'file', 'script', 'source', 'src', 'main', 'entry'],
      ),
      with: alsoCalled(
        z
          .record(z.string(), z.unknown())
          .default({})
          .meta({ description: 'Any mapping, which it gets as `context.arguments` (default {})' }),
        ['args', 'arguments', 'options', 'params', 'config'],
      ),
      relays: selector(relayKinds).default([]).meta({
        description: 'Relays whose multiaddrs it gets as `context.relays` (default none)',
      }),
      connect: selector().default([]).meta({
        description: 'Nodes whose addresses it gets as `context.connect` (default none)',
      }),
      port: orNull(port).meta({
        description: 'The TCP port of the multiaddr in `context.listen` (default 4001, on fabric host any)',
      }),
      env,
      allowNative: z.array(z.string().min(1).max(214)).default([]).meta({
        description:
          'Packages whose native add-ons may open sockets of the machine, past the virtual network; a run that uses one cannot repeat (default none)',
      }),
      debug,
    })
    .superRefine(refuseTwoDebugs),
  paths: ['module'],
  defaults: { virtual: { port: 4001 }, host: { port: 0 } },
})
