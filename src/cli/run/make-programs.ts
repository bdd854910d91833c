import { type DiagnosedFile, HarnessError, InputError } from '../../base/errors.ts'
import { problem } from '../../runner/language/diagnostics/diagnose.ts'
import { type ProgramPlan, programsOf } from '../../runner/language/plan/programs-of.ts'
import { agentPrograms } from '../../runner/releases/agent-programs.ts'
import type { Releases } from '../../runner/releases/releases.ts'
import type { ToRun } from '../topologies-to-run.ts'
import type { Unrun } from './unrun.ts'

export interface MadePrograms extends Unrun {
  readonly ready: readonly ToRun[]
}

type ProgramRefusal = InputError | HarnessError

/** Makes the programs of all nodes, each one once, before anything runs. A program that cannot be made stops its topology. */
export async function makePrograms(all: readonly ToRun[], releases: Releases): Promise<MadePrograms> {
  const refusals = new Map<string, ProgramRefusal | null>()
  for (const program of all.flatMap(({ topology }) => programsOf(topology.plan))) {
    const key = JSON.stringify(program)
    if (!refusals.has(key)) refusals.set(key, await refusalOf(program, releases))
  }
  const judged = all.map((one) => ({
    one,
    refused: programsOf(one.topology.plan).flatMap((program) => refusals.get(JSON.stringify(program)) ?? []),
  }))
  return {
    ready: judged.filter(({ refused }) => refused.length === 0).map(({ one }) => one),
    wrong: judged.flatMap(({ one: { topology }, refused }) => {
      const wrong = refused.filter((error) => error instanceof InputError)
      const { file } = topology.source
      return wrong.length === 0
        ? []
        : [{ file, diagnosed: wrong.flatMap((error) => filesOf(error, topology.source)) }]
    }),
    unavailable: judged.flatMap(({ one, refused }) => {
      const [reason] = refused.filter((error) => error instanceof HarnessError)
      return reason === undefined ? [] : [{ file: one.topology.source.file, reason }]
    }),
  }
}

async function refusalOf(program: ProgramPlan, releases: Releases): Promise<ProgramRefusal | null> {
  try {
    await agentPrograms([program], releases)
    return null
  } catch (error) {
    if (error instanceof InputError || error instanceof HarnessError) return error
    throw error
  }
}

/** The mistakes are in a module, or in the release of the topology. */
function filesOf(
  { files, message }: InputError,
  source: ToRun['topology']['source'],
): readonly DiagnosedFile[] {
  if (files.length > 0) return files
  const [what = message, ...advice] = message.split('\n')
  const hint = advice.length === 0 ? null : advice.map((line) => line.trim()).join(' ')
  return [{ ...source, diagnostics: [problem('broken-release', null, what, hint)] }]
}
