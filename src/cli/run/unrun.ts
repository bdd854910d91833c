import type { DiagnosedFile } from '../../base/errors.ts'
import { toJson } from '../../runner/language/diagnostics/render.ts'
import type { MissingPart, WrongFile } from '../../runner/reports/reporters/reporter.ts'
import type { UnavailableTopology } from '../../runner/run/prepare/prepare.ts'
import type { CliContext } from '../context.ts'

/** A topology that cannot run, and the mistakes in it or in a module of its nodes. */
export interface WrongTopology {
  readonly file: string
  readonly diagnosed: readonly DiagnosedFile[]
}

/** The topologies of a command that did not run. They stop no other one. */
export interface Unrun {
  readonly wrong: readonly WrongTopology[]
  readonly unavailable: readonly UnavailableTopology[]
}

/** The wrong files, each one once, for reporters. */
export function wrongFilesOf({ wrong }: Pick<Unrun, 'wrong'>): readonly WrongFile[] {
  return diagnosedIn(wrong).map((diagnosed) => ({
    file: diagnosed.file,
    mistakes: toJson([diagnosed]).map(({ code, severity, message, hint, start }) => {
      return { code, severity, message, hint, line: start?.line ?? null, column: start?.column ?? null }
    }),
  }))
}

/**
 * The wrong files, each one once with all its mistakes: a topology may run on several releases, and a module in several
 * topologies.
 */
export function diagnosedIn(wrong: readonly WrongTopology[]): readonly DiagnosedFile[] {
  const files = Map.groupBy(
    wrong.flatMap(({ diagnosed }) => diagnosed),
    ({ file }) => file,
  )
  return [...files.values()].flatMap((all) => {
    const diagnostics = all.flatMap((one) => one.diagnostics)
    const unique = new Map(diagnostics.map((one) => [JSON.stringify(one), one]))
    return all.slice(0, 1).map((one) => ({ ...one, diagnostics: [...unique.values()] }))
  })
}

/** The topologies of which nobody can tell, each one once: a topology may run on several releases. */
export function missingOf({ unavailable }: Pick<Unrun, 'unavailable'>): readonly MissingPart[] {
  return [...Map.groupBy(unavailable, ({ file }) => file)].map(([file, all]) => {
    const reasons = new Set(all.map(({ reason }) => reason.message))
    return { name: file, reason: [...reasons].join('\n'), file }
  })
}

/** Several topologies may lack the same release, which is told once with all their names. */
export function tellMissing(missing: readonly MissingPart[], stderr: CliContext['stderr']): void {
  for (const [reason, all] of Map.groupBy(missing, (one) => one.reason))
    stderr.write(`topo: ${all.map(({ name }) => name).join(', ')}: ${reason}\n`)
}
