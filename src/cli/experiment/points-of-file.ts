import { type DiagnosedFile, InputError } from '../../base/errors.ts'
import type { Source } from '../../runner/language/plan/load.ts'
import {
  countPoints,
  mostRuns,
  pointsOf,
  type VariedPoint,
} from '../../runner/language/topology/vary/points.ts'
import {
  type Factor,
  readCommand,
  readVary,
  seedPath,
} from '../../runner/language/topology/vary/read-vary.ts'
import { parse } from '../../runner/language/yaml/parse.ts'

export interface PointsOptions {
  /** The settings of the command, in the form of `vary:`; empty: none. */
  readonly command: string
  /** The command has `--seed`, so the file's seeds do not count. */
  readonly hasSeed: boolean
}

/**
 * Returns the combinations of a topology file and of the command, or the mistakes in them. null: nothing varies. A path of
 * the command replaces the same path of the file.
 */
export function pointsOfFile(
  { file, text }: Source,
  { command, hasSeed }: PointsOptions,
): readonly VariedPoint[] | DiagnosedFile | null {
  const offset = text.length + 1
  const whole = command === '' ? text : `${text}\n${command}`
  const given = readCommand(command, offset)
  if (given !== undefined && 'diagnostics' in given) return given
  const ofCommand = readVary(whole, given)
  if (ofCommand.diagnostics.length > 0) throw new InputError(tell(ofCommand.diagnostics[0]))
  // A file that cannot be read has its mistakes told when it is loaded.
  const { root } = parse(text)
  const ofFile = readVary(text, root?.children.get('vary'))
  if (ofFile.diagnostics.length > 0) return { file, text, diagnostics: ofFile.diagnostics }
  const replaced = new Set([...ofCommand.factors.map(({ path }) => path), ...(hasSeed ? [seedPath] : [])])
  const factors: readonly Factor[] = [
    ...ofFile.factors.filter(({ path }) => !replaced.has(path)),
    ...ofCommand.factors,
  ]
  if (factors.length === 0) return null
  const runs = countPoints(factors)
  if (runs > mostRuns) {
    const sizes = factors.map(({ path, values }) => `${path}: ${values.length}`).join(', ')
    throw new InputError(
      `${file} has ${runs} combinations of values (${sizes}), and an experiment has at most ${mostRuns}: leave out values, or make several experiments`,
    )
  }
  return pointsOf(whole, factors)
}

function tell(one: DiagnosedFile['diagnostics'][number] | undefined): string {
  return `--vary: ${one?.message}${one?.hint ? `: ${one.hint}` : ''}`
}
