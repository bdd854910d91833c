import { releaseOf } from '../runner/compare/stored.ts'
import { InputError } from '../runner/errors.ts'
import { Reporting } from '../runner/reporters/reporting.ts'
import type { Overrides } from '../runner/topology/validate.ts'
import { runOne } from './run-one.ts'
import { loadTopologies } from './topologies.ts'

export interface RunOnOptions {
  readonly overrides: Overrides
  /** The folder that holds all results. */
  readonly results: string
  readonly signal: AbortSignal
}

/** Runs a topology on a release of libp2p, null: on the one that it says; gives the folder of the results. */
export type RunOn = (file: string, release: string | null, options: RunOnOptions) => Promise<string>

export const runOn: RunOn = async (file, release, { overrides, results, signal }) => {
  const wanted: Overrides = release === null ? overrides : Object.assign({}, overrides, { libp2p: release })
  const [topology] = await loadTopologies([file], wanted)
  if (topology === undefined) throw new InputError(`there is no topology ${file}`)
  if (release !== null && releaseOf(topology.plan) !== release) {
    throw new InputError(`${file} says itself which libp2p its nodes run, so it cannot be run on ${release}`)
  }
  const reporting = new Reporting([])
  const { folder } = await runOne(topology, { overrides: wanted, results, until: null, reporting, signal })
  return folder
}
