import { list, plain } from '../markdown.ts'
import { recordedVerdicts } from './recorded-verdicts.ts'
import { type ShippedTopology, shippedTopologies } from './shipped-topologies.ts'
import { linkTo, type Subjects, subjectsOf } from './subjects.ts'
import { topologyPage } from './topology-page.ts'

/** Folders of topologies/, in the order of the index. */
export const catalogueFolders = {
  '': 'Behaviour of libp2p',
  calimero: 'Incidents of live networks',
  upstream: 'Issues of js-libp2p',
  large: 'Many nodes',
  found: 'Found by a search',
  search: 'Files of searches',
} as const satisfies Readonly<Record<string, string>>

/** The pages of the catalogue, by path: one for each topology, and an index by their subjects. */
export function cataloguePages(root: string): Readonly<Record<string, string>> {
  const all = shippedTopologies(root)
  const unlisted = all.filter(({ folder }) => !Object.hasOwn(catalogueFolders, folder))
  if (unlisted.length > 0) throw new Error(`the index has no place for ${unlisted[0]?.path}.yaml`)
  const pages = all.map((one) => [`catalogue/${one.path}.md`, topologyPage(one)])
  return { ...Object.fromEntries(pages), 'catalogue/index.md': index(all) }
}

function index(all: readonly ShippedTopology[]): string {
  return [
    '# Catalogue',
    'The topologies of `topologies/`. Tests run each of them on the current libp2p, and on older releases.',
    ...Object.entries(catalogueFolders).flatMap(([folder, title]) => [
      // The anchor is the name of the folder.
      `## ${title} {#${folder === '' ? 'topologies' : folder}}`,
      table(all.filter((one) => one.folder === folder)),
    ]),
    '## Regressions {#regressions}',
    '[Your own bugs that must not come back](./regressions.md).',
    '## By fault',
    bySubject(all, 'faults', (kind) => linkTo('../', 'faults', kind)),
    '## By expectation',
    bySubject(all, 'expectations', (kind) => linkTo('../', 'expectations', kind)),
    '## By NAT',
    bySubject(all, 'nats', (name) => `\`${name}\``),
    '## By kind of node',
    bySubject(all, 'kinds', (name) => `\`${name}\``),
  ].join('\n\n')
}

function table(topologies: readonly ShippedTopology[]): string {
  const rows = topologies.map((one) => {
    const differs = Map.groupBy(
      recordedVerdicts(one).filter(({ outcome }) => outcome !== 'pass'),
      ({ outcome }) => outcome,
    )
    const other = [...differs].map(
      ([outcome, those]) =>
        `<span class="verdict ${outcome}">${outcome}</span> ${those.map(({ release }) => release).join(', ')}`,
    )
    return `| [${one.plan.name}](./${one.path}.md) | ${plain(firstSentence(one.plan.description))} | ${other.join('<br>')} |`
  })
  return ['| topology | about | no pass on libp2p |', '| --- | --- | --- |', ...rows].join('\n')
}

function firstSentence(description: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(description.trim())?.[0].replace(/\s+/g, ' ') ?? description.trim()
}

function bySubject(
  all: readonly ShippedTopology[],
  subject: keyof Subjects,
  title: (name: string) => string,
): string {
  const names = [...new Set(all.flatMap(({ plan }) => subjectsOf(plan)[subject]))].sort()
  return list(
    names.map((name) => {
      const having = all.filter(({ plan }) => subjectsOf(plan)[subject].includes(name))
      return `${title(name)}: ${having.map(({ plan, path }) => `[${plan.name}](./${path}.md)`).join(', ')}`
    }),
  )
}
