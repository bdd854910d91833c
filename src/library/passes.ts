import type { TopologyResult } from './result.ts'

/** Returns whether a run passed, with a message for the test. */
export function passes({ verdict, story, report }: TopologyResult): {
  readonly pass: boolean
  readonly message: string
} {
  const pass = verdict.outcome === 'pass'
  return {
    pass,
    message: pass
      ? `expected that ${verdict.name} does not pass: ${verdict.reason}`
      : `${story}\n      report   ${report}`,
  }
}
