import type { CommandInput, CommandOutput } from '../../../protocol/messages.ts'
import { samplesOf } from '../../../protocol/metrics-text.ts'
import type { NodeProgram } from '../node-program.ts'
import { fetchPage } from './fetch-page.ts'
import type { OutputFindings } from './output-findings.ts'

/** Reads a metric of a user's program from its page. Returns null if the node itself must be asked. */
export function programMetric(
  program: NodeProgram,
  { findings }: { readonly findings: OutputFindings | null },
  { name, endpoint }: CommandInput<'metric'>,
): Promise<CommandOutput<'metric'>> | null {
  if (program.kind !== 'command' || findings === null) return null
  const url = endpoint ?? findings.metricsUrl
  if (url !== null) return read(url, name, program.place)
  return program.hasMetrics
    ? Promise.reject(new Error('it has printed no line that matches `findMetrics`'))
    : null
}

async function read(
  url: string,
  name: string,
  place: Parameters<typeof fetchPage>[1],
): Promise<CommandOutput<'metric'>> {
  return { samples: samplesOf(await fetchPage(url, place), name) }
}
