import { type Command, Option } from 'commander'
import { renderDot } from '../runner/reports/describe/dot.ts'
import { type Graph, graphOf } from '../runner/reports/describe/graph.ts'
import { renderMermaid } from '../runner/reports/describe/mermaid.ts'
import type { CliContext } from './context.ts'
import { loadTopologies } from './topologies.ts'

const formats = { mermaid: renderMermaid, dot: renderDot } as const satisfies Record<
  string,
  (graph: Graph) => string
>

export function addGraph(program: Command, { stdout }: CliContext): void {
  program
    .command('graph')
    .description('print the nodes, routers, relays and links of a topology as a graph')
    .argument('<file>', 'topology file')
    .addOption(
      new Option('--format <format>', 'for Mermaid (Markdown on GitHub) or Graphviz')
        .choices(Object.keys(formats))
        .default('mermaid'),
    )
    .action(async (file: string, { format }: { format: keyof typeof formats }) => {
      for (const { plan } of await loadTopologies([file])) stdout.write(formats[format](graphOf(plan)))
    })
}
