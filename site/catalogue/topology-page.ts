import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { describeQualities } from '../../src/runner/language/values/link-quality.ts'
import { explainNodes, explainSteps } from '../../src/runner/reports/describe/explain-plan.ts'
import { groupNodes } from '../../src/runner/reports/page/node-groups.ts'
import { codeBlock, list, plain } from '../markdown.ts'
import { drawTopology } from './draw-topology.ts'
import { type RecordedVerdict, recordedVerdicts } from './recorded-verdicts.ts'
import type { ShippedTopology } from './shipped-topologies.ts'
import { linkTo, subjectsOf } from './subjects.ts'

const mostRows = 40

/** The page of a topology of the catalogue. */
export function topologyPage(topology: ShippedTopology): string {
  const { path, folder, plan, text } = topology
  const up = folder === '' ? '../' : '../../'
  const file = `topologies/${path}.yaml`
  const issues = upstreamOf(topology)
  const verdicts = recordedVerdicts(topology)
  return [
    `# ${plan.name}`,
    plain(plan.description.trim()),
    `\`\`\`sh\nnpx topo ${folder === 'search' ? 'search' : 'run'} ${file}\n\`\`\``,
    ...(issues.length === 0 ? [] : ['## Upstream', list(issues.map((url) => `<${url}>`))]),
    ...(verdicts.length === 0 ? [] : ['## Verdicts', verdictText(plan, verdicts, up)]),
    '## Network',
    drawTopology(plan),
    legend(plan),
    nodesOf(plan),
    ...linksOf(plan),
    '## Timeline',
    ...(plan.timeline.length === 0 ? [`[A search](${up}search.md) draws it.`] : [timeline(plan, file)]),
    subjects(plan, up),
    '## The file',
    codeBlock(file, text),
  ].join('\n\n')
}

/** Issues, pull requests and sources that the topology is about. */
function upstreamOf({ plan }: ShippedTopology): readonly string[] {
  const known = plan.timeline.flatMap(({ known }) => known ?? [])
  const named = plan.description.match(/https:\/\/[^\s)]+/g) ?? []
  return [...new Set([...named.map((url) => url.replace(/[.,;]$/, '')), ...known])]
}

function verdictText(plan: Plan, verdicts: readonly RecordedVerdict[], up: string): string {
  const known = plan.timeline.filter((entry) => entry.known !== null).length
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const table = [
    row(['libp2p', ...verdicts.map(({ release }) => release)]),
    row(['---', ...verdicts.map(() => '---')]),
    row(['verdict', ...verdicts.map(({ outcome }) => `<span class="verdict ${outcome}">${outcome}</span>`)]),
  ]
  const why = verdicts.some(({ outcome }) => outcome !== 'pass')
    ? `\n\n[Other releases](${up}releases.md) has the reasons of the differences.`
    : ''
  const marks =
    known === 0
      ? ''
      : `\n\nA pass means that every expectation holds, except for ${known === 1 ? 'one that is' : `${known} that are`} marked \`known:\`.`
  return `${table.join('\n')}${why}${marks}`
}

function legend({ nodes, links }: Plan): string {
  const peers = nodes.flatMap((node) => (node.kind === 'peer' ? [node] : []))
  const parts = [
    '⬢ boot-node, ● peer, ■ router',
    ...(peers.some(({ relays }) => relays.length > 0) ? ['dashed: a reservation that a peer asks for'] : []),
    ...(peers.some(({ connect }) => connect.length > 0) ? ['solid: a connection that it keeps'] : []),
    ...(links.some(({ from, to }) => from !== '*' && to !== '*') ? ['dotted: a link of its own'] : []),
  ]
  return `<p class="legend">${parts.join('; ')}</p>`
}

function linksOf({ links, fabric }: Plan): readonly string[] {
  if (fabric === 'host' || links.length === 0) return []
  const end = (name: string) => (name === '*' ? 'all machines' : name)
  const sentences = links.slice(0, mostRows).map((link) => {
    const ends =
      link.from === '*' && link.to === '*'
        ? 'Between all machines'
        : `${end(link.from)} ${link.oneWay ? 'to' : 'and'} ${end(link.to)}`
    return plain(`${ends}: ${describeQualities(link)}.`)
  })
  const more = links.length > mostRows ? [`And ${links.length - mostRows} links more.`] : []
  return [list([...sentences, ...more])]
}

function timeline(plan: Plan, file: string): string {
  const steps = explainSteps(plan)
  const rows = steps.slice(0, mostRows).map(({ when, lines }) => {
    const [first = '', ...rest] = lines.map(plain)
    return `| ${plain(when)} | ${[`**${first}**`, ...rest].join('<br>')} |`
  })
  const more =
    steps.length > mostRows
      ? `\n\nAnd ${steps.length - mostRows} more: \`npx topo explain ${file}\` prints all.`
      : ''
  return `${['| time | event |', '| --- | --- |', ...rows].join('\n')}${more}`
}

/** Sentences about each node; of a group that the map shows as one, about its first. */
function nodesOf(plan: Plan): string {
  const all = explainNodes(plan)
  const sentences = new Map(plan.nodes.map(({ name }, index) => [name, all[index] ?? '']))
  return list(
    groupNodes(plan.nodes).map(({ nodes: [first = '', ...others] }) =>
      plain(
        `${sentences.get(first) ?? ''}${others.length === 0 ? '' : ` Like it are ${others.length} more.`}`,
      ),
    ),
  )
}

function subjects(plan: Plan, up: string): string {
  const { faults, expectations } = subjectsOf(plan)
  const parts = [
    ...(faults.length === 0 ? [] : [`Faults: ${faults.map((one) => linkTo(up, 'faults', one)).join(', ')}.`]),
    ...(expectations.length === 0
      ? []
      : [`Expectations: ${expectations.map((one) => linkTo(up, 'expectations', one)).join(', ')}.`]),
  ]
  return parts.join(' ')
}
