/** What each node used of the machine, beside the event log: no two runs are alike in it. */
import { readFileSync } from 'node:fs'
import * as z from 'zod'

const resourcesVersion = 1

const usage = z.strictObject({
  /** Milliseconds of CPU. */
  cpu: z.number().min(0),
  /** The most memory at any moment, in bytes. */
  peak: z.number().min(0),
})

const resourcesSchema = z.strictObject({
  version: z.literal(resourcesVersion),
  /** The nodes of which it is known. */
  nodes: z.record(z.string(), usage),
})

export type Usage = Readonly<z.output<typeof usage>>

/** Node -> what all its processes used. */
export type Resources = Readonly<Record<string, Usage>>

export function resourcesText(nodes: Resources): string {
  return `${JSON.stringify({ version: resourcesVersion, nodes } satisfies z.output<typeof resourcesSchema>, null, 2)}\n`
}

/** Of a run that was killed, or made by an older topo, nothing is known. */
export function readResources(file: string): Resources {
  try {
    return resourcesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).nodes
  } catch {
    return {}
  }
}

/** The CPU of several processes and the memory of the largest; null where it is not known of all of them. */
export function sumOfUsage(all: readonly (Usage | null)[]): Usage | null {
  const known = all.filter((one) => one !== null)
  if (known.length === 0 || known.length < all.length) return null
  return {
    cpu: known.reduce((sum, { cpu }) => sum + cpu, 0),
    peak: Math.max(...known.map(({ peak }) => peak)),
  }
}
