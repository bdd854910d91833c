import type { TopologyResult } from './result.ts'

/** Whether a run passed, and what to say about it. */
export function passes({ verdict, story, report }: TopologyResult): {
  readonly pass: boolean
  readonly message: string
} {
  const pass = verdict.outcome === 'pass'
  return {
    pass,
    message: pass ? `${verdict.name} passes: ${verdict.reason}` : `${story}\n      report   ${report}`,
  }
}
