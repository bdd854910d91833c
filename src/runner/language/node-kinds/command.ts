// biome-ignore-all lint/suspicious/noTemplateCurlyInString: commands have placeholders
import * as z from 'zod'
import { oneOrMore } from '../values/optional.ts'
import { Pattern } from '../values/pattern.ts'
import { peerIdPattern } from '../values/peer-id.ts'
import { regex } from '../values/regex.ts'
import { variables } from '../values/variables.ts'
import { defineNodeKind } from './node-kind.ts'

const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const

/** A text that may be empty. */
const argument = z.string({ error: 'expected text; a number needs quotes' }).max(4096)

const template = z.string({ error: 'expected text; a number needs quotes' }).min(1).max(4096)

export const command = defineNodeKind({
  summary: 'any program, on fabric host',
  description:
    'A program in any language, started without a shell in a process group of its own. It is started, stopped, killed, frozen and restarted as any other node, dialled by others at its multiaddr, and what it prints can be expected. It tells topo of its connections and reservations, and dials for `reachable`, only when it speaks [the agent protocol](agent-protocol.md). In its arguments, environment and multiaddr stand placeholders such as `${port}`: [own nodes](own-nodes.md).',
  example:
    'carol: { kind: command, command: [./my-peer, --port, "${port}"], ready: "^ready", findMultiaddr: "^address (\\\\S+)" }',
  params: z.strictObject({
    command: z
      .array(argument, { error: 'expected a list: [./my-peer, --port, "${port}"]' })
      .min(1, { error: 'expected a program: [./my-peer, --port, "${port}"]' })
      .max(1000)
      .meta({ description: 'The program and its arguments; no shell reads them' }),
    ready: oneOrMore(regex).meta({
      description:
        'Regular expressions (RE2) for lines that it has printed when it is ready (default none: it is ready when it has a multiaddr, or runs if it is to have none)',
    }),
    multiaddr: oneOrMore(template).meta({
      description: 'Where it can be dialled: "/ip4/127.0.0.1/tcp/${port}" (default none)',
    }),
    findMultiaddr: oneOrMore(
      regex.refine((text) => groupsOf(text) === 1, {
        error: 'expected a regular expression with one group: "address (\\\\S+)"',
      }),
    ).meta({
      description:
        'Regular expressions with one group each: a multiaddr in a line that it prints; every match is one more, and the first has to come before it is ready (default none)',
    }),
    env: variables(template)
      .default({})
      .meta({ description: 'Variables beside those of the environment of topo (default {})' }),
    cwd: template.default('.').meta({
      description:
        'The folder in which it runs, relative to that of the topology; a program with a slash in its name is looked for from there (default .)',
    }),
    stopSignal: z.enum(stopSignals).default('SIGTERM').meta({
      description: 'What asks it to stop; SIGKILL follows when it does not (default SIGTERM)',
    }),
    peerId: z.string().regex(peerIdPattern, { error: 'expected a peer id' }).optional().meta({
      description:
        'The peer id of a program that has an identity of its own (default: that of `${identity}`)',
    }),
    agent: z.boolean().default(false).meta({
      description:
        'Whether it speaks [the agent protocol](agent-protocol.md), which then says when it is ready and where it is (default false)',
    }),
  }),
  defaults: { virtual: {}, host: {} },
  resolve: ({ peerId, ...rest }) => (peerId === undefined ? rest : { ...rest, peerId }),
})

/** Returns the number of capturing groups. */
function groupsOf(text: string): number {
  try {
    return new Pattern(text).groups
  } catch {
    return 1
  }
}
