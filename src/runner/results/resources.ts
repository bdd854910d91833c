/** CPU and memory of each node, stored beside the event log because they differ from run to run. */
import { readFileSync } from 'node:fs'
import * as z from 'zod'

const resourcesVersion = 1

const usage = z.strictObject({
  /** Milliseconds of CPU. */
  cpu: z.number().min(0),
  /** Peak memory, in bytes. */
  peak: z.number().min(0),
})

const resourcesSchema = z.strictObject({
  version: z.literal(resourcesVersion),
  /** Nodes with known usage. */
  nodes: z.record(z.string(), usage),
})

export type Usage = Readonly<z.output<typeof usage>>

/** Node -> usage of all its processes. */
export type Resources = Readonly<Record<string, Usage>>

export function resourcesText(nodes: Resources): string {
  return `${JSON.stringify({ version: resourcesVersion, nodes } satisfies z.output<typeof resourcesSchema>, null, 2)}\n`
}

/** Returns nothing for a killed run, or a run of an older topo. */
export function readResources(file: string): Resources {
  try {
    return resourcesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).nodes
  } catch {
    return {}
  }
}

/** The CPU of several processes together and the memory of the largest; null unless all are known. */
export function sumOfUsage(all: readonly (Usage | null)[]): Usage | null {
  const known = all.filter((one) => one !== null)
  if (known.length === 0 || known.length < all.length) return null
  return {
    cpu: known.reduce((sum, { cpu }) => sum + cpu, 0),
    peak: Math.max(...known.map(({ peak }) => peak)),
  }
}
