/** Names of the files in a results folder. */
export const resultFiles = {
  topology: 'topology.yaml',
  plan: 'plan.json',
  events: 'events.ndjson',
  verdict: 'verdict.json',
  resources: 'resources.json',
  junit: 'junit.xml',
  report: 'report.html',
  timeline: 'timeline.svg',
} as const

export const nodeLogFolder = 'nodes'

/** The folder of the packets that a run has captured. */
export const captureFolder = 'pcap'

/** The folder that holds all results, unless an option names another one. */
export const resultsName = 'results'

/** The page about all runs of a results folder that `topo merge` has made. */
export const overviewName = 'index.html'

/** The page of an experiment and its data, in the folder of their topology, without ending. */
export function experimentName(hash: string): string {
  return `experiment-${hash}`
}

/** The memory of `topo run --last-failed`. */
export const lastRunName = 'last-run.json'

export const latestName = 'latest'

/** `2026-03-01T12-00-00.000Z-1f2e3d`: sorts by time, and is a valid file name everywhere. */
export const runIdPattern = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-[0-9a-f]{6}$/

export function runId(time: Date, suffix: string): string {
  return `${time.toISOString().replaceAll(':', '-')}-${suffix}`
}

/** Names of topologies and nodes become file names, so no name may lead out of the folder. */
export const safeName = /^[a-z][a-z0-9-]{0,99}$/

/** The folder with all runs of a topology: its name, and for a second file of that name also a part that tells its path. */
export const homeName = /^[a-z][a-z0-9-]{0,99}(?:\.[A-Za-z0-9-]{1,80})?$/
