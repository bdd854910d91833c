import type { CapturedFile } from '../runner/capture/captures.ts'
import type { CliContext } from './context.ts'

/** Tells which files of captured packets ended before their runs, and why. */
export function tellCaptures(files: readonly CapturedFile[], { stderr }: Pick<CliContext, 'stderr'>): void {
  for (const { path, end } of files) if (end !== null) stderr.write(`topo: ${path}: ${end}\n`)
}
