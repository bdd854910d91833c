import { InputError } from '../base/errors.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import type { FabricKind } from '../runner/language/values/fabric-kind.ts'
import { releaseSpecOf } from '../runner/language/values/libp2p-release.ts'

/** Settings that replace those of the topology, and the folder for results. */
export interface RunOptions {
  readonly seed?: number | undefined
  readonly clock?: 'virtual' | 'real' | undefined
  readonly fabric?: FabricKind | undefined
  /** The libp2p release of nodes that do not name one: `3.3.5`, `^3.0.0`, `local:../js-libp2p`. */
  readonly libp2p?: string | undefined
  /** The folder that holds all results. Default `results`. */
  readonly results?: string | undefined
  /**
   * Processes for the nodes of a run in virtual time: a number, or `each` for one of its own for every node. The events of
   * a run are the same with each number. Default: 1, or one for each core above 30 nodes.
   */
  readonly processes?: number | 'each' | undefined
  /** Ends the run early. */
  readonly signal?: AbortSignal | undefined
}

export function overridesOf({ seed, clock, fabric, libp2p }: RunOptions): Overrides {
  if (libp2p !== undefined && releaseSpecOf(libp2p) === null)
    throw new InputError(`"${libp2p}" is no libp2p release: a version, a range, a tag, or local:PATH`)
  return {
    ...(seed !== undefined && { seed }),
    ...(clock !== undefined && { clock }),
    ...(fabric !== undefined && { fabric }),
    ...(libp2p !== undefined && { libp2p }),
  }
}
