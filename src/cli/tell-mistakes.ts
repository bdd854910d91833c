import type { DiagnosedFile } from '../base/errors.ts'
import { renderDiagnostics } from '../runner/language/diagnostics/render.ts'
import { commandIn } from '../runner/reports/reporters/style.ts'
import type { CliContext } from './context.ts'

/** Prints diagnostics, with the commands that they name as they run here. */
export function tellMistakes(
  files: readonly DiagnosedFile[],
  { stderr, env }: Pick<CliContext, 'stderr' | 'env'>,
): void {
  stderr.write(asCalledHere(renderDiagnostics(files, { color: stderr.isTTY === true }), env))
}

/** Writes commands of topo, such as `topo new`, as they run here: `npx topo new`. */
export function asCalledHere(text: string, env: CliContext['env']): string {
  return text.replaceAll(/`topo (?=[a-z])/g, `\`${commandIn(env)} `)
}
