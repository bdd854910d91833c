import path from 'node:path'
import * as z from 'zod'
import { InputError } from '../base/errors.ts'
import { usualLimit } from '../runner/capture/capture-file.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import type { FabricKind } from '../runner/language/values/fabric-kind.ts'
import { localPrefix, releaseSpecOf } from '../runner/language/values/libp2p-release.ts'
import { size } from '../runner/language/values/size.ts'
import { readSettings } from './settings.ts'

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
   * a run are the same with each number. Default: 1.
   */
  readonly processes?: number | 'each' | undefined
  /**
   * Keeps the packets of every network, for Wireshark, in the folder `pcap` of the run. `limit`: the largest size of a file,
   * such as `10MiB` (or a number of bytes); default 64 MiB. Default: false.
   */
  readonly pcap?: boolean | { readonly limit?: string | number | undefined } | undefined
  /** Ends the run early. */
  readonly signal?: AbortSignal | undefined
}

const schema = z.strictObject({ limit: size })

/** Returns the most bytes of a file of captured packets; null: no capture. */
export function captureLimitOf(call: string, { pcap = false }: Pick<RunOptions, 'pcap'>): number | null {
  if (pcap === false) return null
  const { limit } = pcap === true ? {} : pcap
  return limit === undefined ? usualLimit : readSettings(call, schema, { limit }).limit
}

export function overridesOf({ seed, clock, fabric, libp2p }: RunOptions): Overrides {
  const release = libp2p === undefined ? null : releaseSpecOf(libp2p)
  if (libp2p !== undefined && release === null)
    throw new InputError(`"${libp2p}" is no libp2p release: a version, a range, a tag, or local:PATH`)
  // Its path begins at the working directory, as in the shell, and not at the folder of the topology.
  const named = release?.kind === 'local' ? `${localPrefix}${path.resolve(release.path)}` : libp2p
  return {
    ...(seed !== undefined && { seed }),
    ...(clock !== undefined && { clock }),
    ...(fabric !== undefined && { fabric }),
    ...(named !== undefined && { libp2p: named }),
  }
}
