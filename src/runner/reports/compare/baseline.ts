import * as z from 'zod'
import { compareTexts } from '../../../base/compare-texts.ts'
import { InputError, messageOf } from '../../../base/errors.ts'
import { type RunSummary, runSummary } from './run-summary.ts'

const baselineVersion = 1

const baselineSchema = z.strictObject({
  version: z.literal(baselineVersion),
  /** Runs by the name of their topology; several where it was repeated. */
  topologies: z.record(z.string(), z.array(runSummary).min(1)),
})

export type Baseline = z.output<typeof baselineSchema>

/** Writes runs as a baseline file to commit: the same runs give the same bytes on any machine. */
export function writeBaseline(runs: readonly RunSummary[]): string {
  const byName = [...Map.groupBy(runs, ({ name }) => name)].sort(([a], [b]) => compareTexts(a, b))
  const topologies = Object.fromEntries(
    byName.map(([name, all]) => [name, all.map((run) => ({ ...run, wall: null, resources: {} }))]),
  )
  return `${JSON.stringify({ version: baselineVersion, topologies } satisfies Baseline, null, 2)}\n`
}

/** Reads a baseline file. Throws {@link InputError} for a file that is not one. */
export function readBaseline(text: string, file: string): Baseline {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new InputError(`${file} is not JSON: ${messageOf(error)}`)
  }
  const version = z.looseObject({ version: z.number() }).safeParse(value)
  if (!version.success)
    throw new InputError(`${file} is not a baseline: topo compare --save-baseline writes one`)
  if (version.data.version !== baselineVersion) {
    throw new InputError(
      `${file} has version ${version.data.version}, and this topo reads ${baselineVersion}: write it again with --save-baseline`,
    )
  }
  const parsed = baselineSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new InputError(`${file} is damaged at ${issue?.path.join('.')}: ${issue?.message}`)
}
