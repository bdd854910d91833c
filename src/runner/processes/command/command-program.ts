/** Any program as a node: fills in its arguments, finds its file, watches its output. */

import { Pattern } from '../../language/values/pattern.ts'
import { fill, type Placeholder } from '../../language/values/placeholders.ts'
import type { Tell } from '../../language/values/tells.ts'
import { type CommandProgram, environment } from '../node-program.ts'
import { messageReader } from './agent-messages.ts'
import { multiaddrChecker } from './check-multiaddr.ts'
import { findProgram } from './find-program.ts'
import { OutputFindings } from './output-findings.ts'
import { OutputWatch } from './output-watch.ts'
import { ToldEvents, type ToldNames } from './told-events.ts'

export interface CommandOptions {
  readonly name: string
  readonly peerId: string
  /** IP addresses of its machine; none: it is on 127.0.0.1. */
  readonly addresses: readonly string[]
  /** The program and its arguments, with placeholders. */
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly ready: readonly string[]
  readonly multiaddr: readonly string[]
  readonly findMultiaddr: readonly string[]
  readonly findMetrics: readonly string[]
  readonly tells: readonly Tell[]
  readonly told: ToldNames
  readonly stopSignal: NodeJS.Signals
  /** It speaks the agent protocol. */
  readonly agent: boolean
  /** Value of a placeholder; may wait for another node. */
  readonly values: (placeholder: Placeholder) => Promise<string>
}

export function commandProgram(options: CommandOptions): CommandProgram {
  const { name, peerId, addresses, stopSignal, cwd, values } = options
  const identity = { node: name, peerId, addresses }
  const filled = (templates: readonly string[]) => Promise.all(templates.map((one) => fill(one, values)))
  return {
    kind: 'command',
    stopSignal,
    launch: async () => {
      const inherited = environment()
      const [program = '', ...args] = await filled(options.command)
      const own = Object.entries(options.env)
      const texts = await filled(own.map(([, template]) => template))
      const env = { ...inherited, ...Object.fromEntries(own.map(([key], index) => [key, texts[index]])) }
      return { file: findProgram(program, cwd, env['PATH'] ?? ''), args, env, cwd, folder: null }
    },
    findings: () =>
      new OutputFindings(
        options.findMetrics.map((text) => new Pattern(text)),
        new ToldEvents(options.tells, options.told),
      ),
    hasMetrics: options.findMetrics.length > 0,
    place: (launch) => launch,
    reader: (askedFor) => messageReader(identity, askedFor),
    watch: options.agent
      ? null
      : async () =>
          new OutputWatch({
            ready: options.ready.map((text) => new Pattern(text)),
            find: options.findMultiaddr.map((text) => new Pattern(text)),
            given: await filled(options.multiaddr),
            check: await multiaddrChecker(identity),
          }),
  }
}
