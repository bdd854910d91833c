/**
 * The rooms of the sources, and the rooms that each may import from. A room is a folder; a file belongs to the room
 * with the longest path that contains it. Files of one room may import each other.
 */
export type Rooms = Readonly<Record<string, readonly string[]>>

const shared = ['src/base', 'src/events', 'src/protocol'] as const
/** The parts of the switch. Sockets and segments know no routes, routes know no faults. */
const network = [
  'src/runner/simulation/network/kernel',
  'src/runner/simulation/network/routes',
  'src/runner/simulation/network/services',
  'src/runner/simulation/network/faults',
] as const
/** The rooms in which a stored run can be read: no clock, no network, no process. */
const language = [
  'src/runner/language/values',
  'src/runner/language/faults',
  'src/runner/language/expectations',
  'src/runner/language/plan',
] as const
const stored = ['src/base', 'src/events', ...language, 'src/runner/verdict', 'src/runner/results'] as const
const runner = [
  ...shared,
  'src/runner/simulation',
  'src/runner/language',
  'src/runner/capture',
  'src/runner/processes',
  'src/runner/fabrics',
  'src/runner/releases',
  'src/runner/verdict',
  'src/runner/results',
] as const

export const rooms: Rooms = {
  'src/base': [],
  'src/events': ['src/base'],
  'src/protocol': ['src/base', 'src/events'],
  'src/nodes': shared,
  'src/runner/simulation': shared,
  'src/runner/simulation/clock': shared,
  'src/runner/simulation/network': [...shared, ...network],
  'src/runner/simulation/network/kernel': shared,
  'src/runner/simulation/network/routes': [...shared, 'src/runner/simulation/network/kernel'],
  'src/runner/simulation/network/services': [
    ...shared,
    'src/runner/simulation/network/kernel',
    'src/runner/simulation/network/routes',
  ],
  'src/runner/simulation/network/faults': [
    ...shared,
    'src/runner/simulation/network/kernel',
    'src/runner/simulation/network/routes',
    'src/runner/simulation/network/services',
  ],
  'src/runner/language/text': ['src/base'],
  'src/runner/language/values': [
    'src/base',
    'src/events',
    'src/runner/simulation',
    'src/runner/language/text',
  ],
  'src/runner/language/diagnostics': ['src/base', 'src/runner/language/text', 'src/runner/language/values'],
  'src/runner/language/yaml': [
    'src/base',
    'src/runner/language/text',
    'src/runner/language/values',
    'src/runner/language/diagnostics',
  ],
  'src/runner/language/faults': [...shared, 'src/runner/simulation', 'src/runner/language/values'],
  'src/runner/language/expectations': [...shared, 'src/runner/simulation', 'src/runner/language/values'],
  'src/runner/language/node-kinds': [...shared, 'src/runner/language/values'],
  'src/runner/language/topology': [
    ...shared,
    'src/runner/simulation',
    'src/runner/language/text',
    'src/runner/language/values',
    'src/runner/language/diagnostics',
    'src/runner/language/yaml',
    'src/runner/language/faults',
    'src/runner/language/expectations',
    'src/runner/language/node-kinds',
  ],
  'src/runner/language/checks': [
    ...shared,
    'src/runner/simulation',
    'src/runner/language/text',
    'src/runner/language/values',
    'src/runner/language/diagnostics',
    'src/runner/language/faults',
    'src/runner/language/expectations',
    'src/runner/language/node-kinds',
    'src/runner/language/topology',
  ],
  'src/runner/language/plan': [...shared, 'src/runner/simulation', 'src/runner/language'],
  'src/runner/capture': [...shared, 'src/runner/simulation', 'src/runner/language/values'],
  'src/runner/processes': [...shared, 'src/runner/simulation', 'src/runner/language'],
  'src/runner/fabrics': [
    ...shared,
    'src/runner/simulation',
    'src/runner/language',
    'src/runner/capture',
    'src/runner/processes',
  ],
  'src/runner/releases': [...shared, 'src/runner/language', 'src/runner/processes'],
  'src/runner/verdict': ['src/base', 'src/events', ...language],
  'src/runner/results': ['src/base', 'src/events', ...language, 'src/runner/verdict'],
  'src/runner/run': runner,
  'src/runner/search': [...runner, 'src/runner/run'],
  'src/runner/reports/text': stored,
  'src/runner/reports/describe': [...stored, 'src/runner/reports/text'],
  'src/runner/reports/compare': [...stored, 'src/runner/reports/text'],
  'src/runner/reports/experiment': [...stored, 'src/runner/reports/text', 'src/runner/reports/compare'],
  'src/runner/reports/tables': [...stored, 'src/runner/reports/experiment'],
  // A stored search is read with the words of the search itself.
  'src/runner/reports/search': [...stored, 'src/runner/search', 'src/runner/reports/text'],
  'src/runner/reports/reporters': [...stored, 'src/runner/reports/text', 'src/runner/reports/search'],
  'src/runner/reports/page': [
    ...stored,
    'src/runner/simulation',
    'src/runner/reports/text',
    'src/runner/reports/compare',
    'src/runner/reports/experiment',
    'src/runner/reports/search',
    'src/runner/reports/reporters',
  ],
  'src/runner/reports/serve': [
    ...stored,
    'src/runner/search',
    'src/runner/reports/text',
    'src/runner/reports/compare',
    'src/runner/reports/search',
    'src/runner/reports/reporters',
    'src/runner/reports/page',
  ],
  'src/runner/contract': ['src/base', 'src/protocol', 'src/runner/language', 'src/runner/reports/text'],
  'src/runner/reference': [
    'src/base',
    'src/protocol',
    'src/runner/language',
    'src/runner/contract',
    'src/runner/reports/tables',
  ],
  'src/library': ['src/nodes', ...runner, 'src/runner/run', 'src/runner/search', 'src/runner/reports'],
  'src/cli': [
    'src/nodes',
    ...runner,
    'src/runner/run',
    'src/runner/search',
    'src/runner/reports',
    'src/runner/contract',
    'src/library',
  ],
  src: ['src'],
}
