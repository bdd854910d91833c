import type { DefaultTheme } from 'vitepress'
import { catalogueFolders } from './catalogue/catalogue-pages.ts'
import { shippedTopologies } from './catalogue/shipped-topologies.ts'

type Group = readonly [title: string, pages: readonly (readonly [text: string, page: string])[]]

const groups: readonly Group[] = [
  [
    'Begin',
    [
      ['topo', ''],
      ['Five minutes', 'tutorial'],
      ['The topology file', 'topology'],
      ['Which expectation do I want?', 'which-expectation'],
      ['The day you find a bug', 'found-a-bug'],
    ],
  ],
  [
    'Reference',
    [
      ['Nodes', 'nodes'],
      ['Boot-node', 'boot-node'],
      ['Network', 'network'],
      ['Faults', 'faults'],
      ['Expectations', 'expectations'],
      ['Diagnostics', 'diagnostics'],
    ],
  ],
  [
    'Every day',
    [
      ['Running many topologies', 'running'],
      ['Reports', 'reports'],
      ['Results', 'results'],
      ['CI', 'ci'],
      ['Comparing runs', 'compare'],
      ['Other releases of libp2p', 'releases'],
      ['Experiments', 'experiments'],
      ['Measures', 'measures'],
      ['Searching for bugs', 'search'],
      ['Packets', 'pcap'],
    ],
  ],
  [
    'Your own programs',
    [
      ['Your own nodes', 'own-nodes'],
      ['In your own tests', 'library'],
      ['Control from any language', 'control'],
      ['From a mock relay', 'from-mock-relay'],
      ['Getting a reservation back', 'recovery'],
      ['Like production', 'contract'],
      ['Interoperability', 'interop'],
      ['Agent protocol', 'agent-protocol'],
      ['Examples', 'examples/'],
    ],
  ],
  [
    'Inside',
    [
      ['Virtual time', 'virtual-time'],
      ['Namespaces of the kernel', 'netns'],
      ['How it works', 'how-it-works'],
      ['Contributing', 'contributing'],
      ['Changes', 'changelog'],
      ['Files', 'files'],
    ],
  ],
]

/** Every page of the site, but those of single examples, is in the sidebar. */
export function sidebar(root: string): DefaultTheme.SidebarItem[] {
  const topologies = shippedTopologies(root)
  const folders = Object.entries(catalogueFolders).map(([folder, text]) => ({
    text,
    collapsed: true,
    items: topologies
      .filter((one) => one.folder === folder)
      .map(({ plan, path }) => ({ text: plan.name, link: `/catalogue/${path}` })),
  }))
  return [
    ...groups.map(([text, pages]) => ({
      text,
      items: pages.map(([title, page]) => ({ text: title, link: `/${page}` })),
    })),
    {
      text: 'Catalogue',
      items: [
        { text: 'By subject', link: '/catalogue/' },
        ...folders,
        { text: 'Regressions', link: '/catalogue/regressions' },
      ],
    },
  ]
}
