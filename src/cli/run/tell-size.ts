import { roundSize } from '../../runner/language/values/format-size.ts'
import { shellWord } from '../../runner/reports/text/shell-word.ts'
import { resultsName } from '../../runner/results/files.ts'
import { folderSize } from '../../runner/results/folder-size.ts'
import type { CliContext } from '../context.ts'

const muchSpace = 500 * 10 ** 6
/** Most milliseconds for counting. */
const longestCount = 300

/** Tells the size of the results from which on old runs are worth a look. */
export function tellSize(results: string, { stderr }: Pick<CliContext, 'stderr'>): void {
  const { bytes, isWhole } = folderSize(results, longestCount)
  if (bytes <= muchSpace) return
  const size = `${isWhole ? '' : 'more than '}${roundSize(bytes)}`
  const option = results === resultsName ? '' : ` --results ${shellWord(results)}`
  stderr.write(`topo: ${results} takes ${size}: \`topo results prune --keep 20${option}\` deletes old runs\n`)
}
