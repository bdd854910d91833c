import type { Overrides } from '../runner/language/topology/validate.ts'
import { Releases } from '../runner/releases/releases.ts'
import { Reporting } from '../runner/reports/reporters/reporting.ts'
import { readTopologyFile } from '../runner/run/prepare/read-topology-file.ts'
import { diagnosedIn } from './run/unrun.ts'
import { runOne } from './run-one.ts'
import { wrongTopologies } from './topologies.ts'
import { topologiesToRun } from './topologies-to-run.ts'

export interface RunOnOptions {
  readonly overrides: Overrides
  /** The folder that holds all results. */
  readonly results: string
  readonly signal: AbortSignal
}

/** Runs a topology on a release of libp2p (null: on the releases in its file); resolves with the results folder. */
export type RunOn = (file: string, release: string | null, options: RunOnOptions) => Promise<string>

export const runOn: RunOn = async (file, release, options) => {
  const releases = new Releases()
  const libp2p = release === null ? null : [release]
  const source = await readTopologyFile(file)
  const { toRun, wrong, unavailable } = await topologiesToRun([source], {
    overrides: options.overrides,
    libp2p,
    releases,
  })
  const [one] = toRun
  if (one === undefined) throw unavailable[0]?.reason ?? wrongTopologies(diagnosedIn(wrong), 1)
  const { folder } = await runOne(one, { ...options, until: null, pcap: null, reporting: new Reporting([]) })
  return folder
}

/** Rejects when the release does not exist. */
export type CheckRelease = (release: string) => Promise<void>

export const checkRelease: CheckRelease = async (release) => {
  const releases = new Releases()
  await releases.check(await releases.exact(release, process.cwd()))
}
