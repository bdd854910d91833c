// biome-ignore-all lint/suspicious/noTemplateCurlyInString: commands have placeholders
import * as z from 'zod'
import { oneOrMore, orNull } from '../values/optional.ts'
import { alsoCalled } from '../values/other-words.ts'
import { Pattern } from '../values/pattern.ts'
import { peerIdPattern } from '../values/peer-id.ts'
import { port } from '../values/port.ts'
import { regex } from '../values/regex.ts'
import { tells } from '../values/tells.ts'
import { variables, wordsForEnv } from '../values/variables.ts'
import { defineNodeKind } from './node-kind.ts'

const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const

/** A text that may be empty. */
const argument = z.string({ error: 'expected text; a number needs quotes' }).max(4096)

const template = z.string({ error: 'expected text; a number needs quotes' }).min(1).max(4096)

export const command = defineNodeKind({
  summary: 'any program, on fabric netns or host',
  description:
    'A program in any language. topo starts it without a shell, in a process group of its own. Faults start, stop, kill, freeze and restart it like any other node. Other nodes dial its multiaddr, and `expect: log` counts the lines that it prints. Only a program that speaks [the agent protocol](agent-protocol.md) reports its connections and reservations to topo, and dials for `reachable`. Its arguments, environment and multiaddr can have placeholders such as `${port}`: [own nodes](own-nodes.md).',
  example:
    'carol: { kind: command, command: [./my-peer, --port, "${port}"], ready: "^ready", findMultiaddr: "^address (\\\\S+)" }',
  alsoCalled: ['program', 'process', 'binary', 'exec', 'executable', 'docker'],
  params: z.strictObject({
    command: alsoCalled(
      z
        .array(argument, { error: 'expected a list: [./my-peer, --port, "${port}"]' })
        .min(1, { error: 'expected a program: [./my-peer, --port, "${port}"]' })
        .max(1000)
        .meta({ description: 'The program and its arguments; no shell reads them' }),
      ['cmd', 'args', 'argv', 'run', 'exec', 'program', 'binary', 'executable', 'entrypoint'],
    ),
    ready: oneOrMore(regex).meta({
      description:
        'Regular expressions (RE2). The program is ready when it has printed a matching line for each (default none: it is ready when it has a multiaddr or, without `multiaddr` and `findMultiaddr`, when it runs)',
    }),
    multiaddr: oneOrMore(template).meta({
      description: 'Its multiaddr: "/ip4/127.0.0.1/tcp/${port}" (default none)',
    }),
    findMultiaddr: oneOrMore(
      regex.refine((text) => groupsOf(text) === 1, {
        error: 'expected a regular expression with one group: "address (\\\\S+)"',
      }),
    ).meta({
      description:
        'Regular expressions with one group each, which find a multiaddr in a line that it prints. Every match adds a multiaddr. The program is not ready before the first one (default none)',
    }),
    findMetrics: oneOrMore(
      regex.refine((text) => groupsOf(text) === 1, {
        error: 'expected a regular expression with one group: "metrics on (\\\\S+)"',
      }),
    ).meta({
      description:
        'Regular expressions with one group each, which find the place of its metrics for Prometheus in a line that it prints: a port, an address with a port, or a URL. The latest match counts, for `expect: metric` (default none)',
    }),
    tells: tells.meta({
      description:
        'Lines of its output that tell events, such as reservations and connections: [events from lines](own-nodes.md#events-from-lines) (default none)',
    }),
    port: orNull(port).meta({
      description: 'The value of `${port}` (default 4001, on fabric host any port that is free)',
    }),
    env: alsoCalled(
      variables(template)
        .default({})
        .meta({ description: 'Environment variables, in addition to those of topo (default {})' }),
      wordsForEnv,
    ),
    cwd: alsoCalled(
      template.default('.').meta({
        description:
          'The folder in which it runs, relative to the folder of the topology. The path of a program with a slash starts there too (default .)',
      }),
      ['dir', 'directory', 'folder', 'workdir', 'working-directory'],
    ),
    stopSignal: alsoCalled(
      z.enum(stopSignals).default('SIGTERM').meta({
        description:
          'The signal that asks it to stop. If it does not stop, SIGKILL follows (default SIGTERM)',
      }),
      ['signal', 'kill-signal'],
      Object.fromEntries(stopSignals.map((signal) => [signal.slice(3), signal])),
    ),
    peerId: z.string().regex(peerIdPattern, { error: 'expected a peer id' }).optional().meta({
      description:
        'The peer id of a program that has an identity of its own (default: that of `${identity}`)',
    }),
    agent: z.boolean().default(false).meta({
      description:
        'True: it speaks [the agent protocol](agent-protocol.md), and reports over it when it is ready and at which addresses (default false)',
    }),
  }),
  paths: ['cwd'],
  defaults: { virtual: { port: 4001 }, host: { port: 0 } },
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
