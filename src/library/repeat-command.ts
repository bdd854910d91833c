import { usualLimit } from '../runner/capture/capture-file.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import { seedPath } from '../runner/language/topology/vary/read-vary.ts'
import { valueText } from '../runner/language/topology/vary/setting.ts'
import { formatDuration } from '../runner/language/values/format-duration.ts'
import { shellWord } from '../runner/reports/text/shell-word.ts'
import { resultsName } from '../runner/results/files.ts'

export interface Repeated {
  readonly overrides: Overrides
  readonly until: number | null
  /** The folder that holds all results. */
  readonly results: string
  /** Most bytes of a file of captured packets; null: no capture. */
  readonly pcap: number | null
}

/** Returns the command that repeats a run. */
export function repeatCommand(file: string, { overrides, until, results, pcap }: Repeated): string {
  const { settings, ...others } = overrides
  const varied = (settings?.all ?? []).map(({ path, value }) => {
    const text = valueText(value)
    return path === seedPath ? ` --seed ${text}` : ` --vary ${shellWord(`${path}=${text}`)}`
  })
  const flags = {
    ...others,
    ...(until !== null && { until: formatDuration(until) }),
    ...(results !== resultsName && { results }),
  }
  const words = Object.entries(flags).map(([key, value]) => ` --${key} ${shellWord(String(value))}`)
  const capture = pcap === null ? '' : ` --pcap${pcap === usualLimit ? '' : ` --pcap-limit ${pcap}B`}`
  return `topo run ${shellWord(file)}${words.join('')}${varied.join('')}${capture}`
}

/** Returns the command without its results folder, which may not be there any more. */
export function withoutResults(command: string): string {
  return command.replace(/ --results (?:'(?:[^']|'\\'')*'|\S+)/, '')
}
