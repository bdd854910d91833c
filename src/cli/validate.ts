import type { Command } from 'commander'
import { type DiagnosedFile, exitCode } from '../base/errors.ts'
import { inOrder } from '../runner/language/diagnostics/diagnose.ts'
import { toJson } from '../runner/language/diagnostics/render.ts'
import { plural } from '../runner/language/values/plural.ts'
import { Releases } from '../runner/releases/releases.ts'
import { loadToRun } from '../runner/run/prepare/load-to-run.ts'
import { lookUpReadable, lookUpReleases } from '../runner/run/prepare/look-up-releases.ts'
import type { CliContext } from './context.ts'
import { findNamed, namesHelp } from './find-named.ts'
import { tellMistakes } from './tell-mistakes.ts'
import { diagnoseTopologies, isLoaded } from './topologies.ts'

interface ValidateFlags {
  readonly json?: true
  readonly strict?: true
}

type LookUp = Pick<Releases, 'exact' | 'check'>

export function addValidate(program: Command, context: CliContext, releases: LookUp = new Releases()): void {
  program
    .command('validate')
    .description('list every mistake in topologies, without running them')
    .argument('[files...]', namesHelp)
    .option('--strict', 'treat warnings as errors')
    .option('--json', 'print the diagnostics as JSON')
    .action(async (names: string[], flags: ValidateFlags) => {
      const { files, leftOut } = findNamed(names)
      const { diagnosed, unreachable } = await diagnose([...files, ...leftOut], releases)
      tell(
        diagnosed.map((one) => (flags.strict ? strictly(one) : one)),
        flags,
        context,
      )
      if (unreachable !== null) context.stderr.write(`topo: note: ${unreachable}\n`)
    })
}

interface Validated {
  readonly diagnosed: readonly DiagnosedFile[]
  /** The releases that could not be looked up, and the reason; null: all were. */
  readonly unreachable: string | null
}

/** Installed releases are known without the registry; if nobody answers, all others are left out. */
async function diagnose(files: readonly string[], releases: LookUp): Promise<Validated> {
  const diagnosed: DiagnosedFile[] = []
  const unreachable = new Map<string, string>()
  for (const result of await diagnoseTopologies(files, {}, loadToRun)) {
    const found = isLoaded(result)
      ? await lookUpReleases(result.source, result.plan, releases)
      : await lookUpReadable(result, releases)
    for (const { release, reason } of found.unreachable) unreachable.set(release, reason.message)
    const { diagnostics, ...file } = isLoaded(result) ? result.warnings : result
    diagnosed.push({ ...file, diagnostics: inOrder([...diagnostics, ...found.wrong]) })
  }
  const [reason] = unreachable.values()
  if (reason === undefined) return { diagnosed, unreachable: null }
  const names = [...unreachable.keys()].join(', ')
  return {
    diagnosed,
    unreachable: `${plural(unreachable.size, 'release')} not looked up (${names}): ${reason}`,
  }
}

function tell(diagnosed: readonly DiagnosedFile[], { json }: ValidateFlags, context: CliContext): void {
  const { stdout, done } = context
  if (json) {
    stdout.write(`${JSON.stringify(toJson(diagnosed), null, 2)}\n`)
  } else {
    const found = diagnosed.filter(({ diagnostics }) => diagnostics.length > 0)
    if (found.length > 0) tellMistakes(found, context)
    for (const one of diagnosed) if (isValid(one)) stdout.write(`${one.file}: valid\n`)
  }
  done(diagnosed.every(isValid) ? exitCode.pass : exitCode.input)
}

function isValid({ diagnostics }: DiagnosedFile): boolean {
  return diagnostics.every(({ severity }) => severity === 'warning')
}

function strictly({ diagnostics, ...file }: DiagnosedFile): DiagnosedFile {
  return { ...file, diagnostics: diagnostics.map((one) => ({ ...one, severity: 'error' as const })) }
}
