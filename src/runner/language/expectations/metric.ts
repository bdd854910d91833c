import * as z from 'zod'
import { messageOf } from '../../../base/errors.ts'
import type { TopoEvent } from '../../../events/event.ts'
import type { CommandInput, CommandOutput } from '../../../protocol/messages.ts'
import { count, formatCount, inRange } from '../values/count.ts'
import { listNames } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { alsoCalled } from '../values/other-words.ts'
import { port } from '../values/port.ts'
import { selector } from '../values/selector.ts'
import { combine } from './combine.ts'
import { defineExpectation, type Observation, type ProbeContext } from './expectation.ts'
import { wordsForTimes } from './tally.ts'

type MetricEvent = TopoEvent & { readonly kind: 'metric' }

export const metric = defineExpectation({
  summary: 'a metric of a boot-node, module or command has a value',
  description:
    'Reads the metrics of `node` and adds up the samples of `name` that have all of `labels`. A metric that has not counted anything yet is 0. If the node has no metric of this name, the expectation fails, with any `value`. Of a module it reads the metrics of its libp2p host, whatever the `metrics:` of `createLibp2p` is, or with `port` those that it serves by HTTP. With `@libp2p/prometheus-metrics` the program’s own metrics of prom-client are among them. Of a command it reads the page at the place that the program prints (`findMetrics`), or at `port`. The verdict is unknown if topo cannot ask the node, or if the node has no metrics.',
  example:
    '- { at: 30s, expect: metric, node: boot, name: topo_relay_reservations_total, labels: { outcome: accepted }, value: ">=1" }',
  alsoCalled: ['metrics', 'prometheus', 'gauge', 'counter'],
  failsWhen: 'the node counted another number, or has no such metric',
  fabrics: ['virtual', 'netns', 'host'],
  params: z.strictObject({
    node: selector(['boot-node', 'module', 'command'], { running: true }),
    name: alsoCalled(
      z
        .string()
        .regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, { error: 'expected the name of a metric' })
        .meta({ description: 'Name of the metric' }),
      ['metric', 'of', 'kind', 'type'],
    ),
    labels: z
      .record(z.string(), z.string())
      .default({})
      .meta({ description: 'Labels that a sample must have to be counted' }),
    port: orNull(port).meta({
      description:
        'TCP port on which a module or command serves metrics for Prometheus itself (default: the metrics of the module’s libp2p host, or the place that `findMetrics` of the command finds)',
    }),
    path: z
      .string()
      .startsWith('/', 'expected a path such as /metrics')
      .default('/metrics')
      .meta({ description: 'Path of that endpoint (default /metrics)' }),
    value: alsoCalled(count.prefault('>=1').meta({ description: 'Wanted sum (default ">=1")' }), [
      ...wordsForTimes,
      'times',
      'equals',
    ]),
  }),
  describe: ({ node, name, labels, value }) => {
    const given = Object.entries(labels).map(([label, text]) => `${label} ${text}`)
    const which = given.length === 0 ? '' : ` (${given.join(', ')})`
    return `${name}${which} of ${listNames(node)} is ${formatCount(value)}`
  },
  tellers: ({ node, port: at }) =>
    at === null ? [{ parameter: 'node', nodes: node, by: 'findMetrics' }] : [],
  neededNodes: ({ node }) => node,
  neededReservations: () => [],
  endedNodes: () => [],
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => true,
  watchesRelay: ({ node }, relay) => node.includes(relay),
  observe: ({ node, value }, entry) => {
    const latest = new Map<string, MetricEvent>()
    const judge = (name: string): Observation => {
      const read = latest.get(name)
      if (read === undefined) return { state: 'pending', reason: `${name} was not asked yet`, evidence: [] }
      const evidence = [read.n]
      if (read.outcome === 'untold') return { state: 'undetermined', reason: read.reason, evidence }
      if (read.value === null)
        return { state: 'fails', reason: `${name} has no metric ${read.name}`, evidence }
      return {
        state: inRange(read.value, value) ? 'holds' : 'fails',
        reason: `${read.name} of ${name} is ${read.value}, wanted ${formatCount(value)}`,
        evidence,
      }
    }
    return {
      push: (event) => {
        if (event.kind !== 'metric' || event.entry !== entry) return false
        latest.set(event.node, event)
        return true
      },
      state: () => combine(node.map(judge)),
    }
  },
  probe: async (context, { node, name, labels, port: at, path }) => {
    const endpoint = at === null ? null : `http://127.0.0.1:${at}${path}`
    for (const one of node) {
      const answer = await ask(context, one, { name, endpoint }, labels)
      if (context.signal.aborted) return
      context.log({ kind: 'metric', entry: context.entry, node: one, name, ...answer })
    }
  },
})

type Answer = Pick<MetricEvent, 'outcome' | 'value' | 'reason'>

async function ask(
  context: ProbeContext,
  name: string,
  metric: CommandInput<'metric'>,
  labels: Readonly<Record<string, string>>,
): Promise<Answer> {
  const undetermined = (reason: string): Answer => ({ outcome: 'untold', value: null, reason })
  const node = context.node(name)
  await node.whenStarted()
  if (node.status !== 'running') return undetermined(`${name} is ${node.status} and cannot be asked`)
  try {
    const { samples } = await node.request('metric', metric)
    return { outcome: 'read', value: samples === null ? null : sumOf(samples, labels), reason: '' }
  } catch (error) {
    return undetermined(`${name} did not give its metrics: ${messageOf(error)}`)
  }
}

function sumOf(
  samples: NonNullable<CommandOutput<'metric'>['samples']>,
  labels: Readonly<Record<string, string>>,
): number {
  return samples
    .filter((sample) => Object.entries(labels).every(([label, text]) => sample.labels[label] === text))
    .reduce((sum, { value }) => sum + value, 0)
}
