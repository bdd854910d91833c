import { type Command, Option } from 'commander'
import { type ExitCode, exitCode } from '../runner/errors.ts'
import { forEachParallel } from '../runner/parallel.ts'
import type { ReporterName } from '../runner/reporters/registry.ts'
import { createReporters, formatFailure, Reporting } from '../runner/reporters/reporting.ts'
import type { Overrides } from '../runner/topology/validate.ts'
import type { Verdict } from '../runner/verdict/verdict.ts'
import type { CommandContext } from './context.ts'
import { exitCodeOf } from './exit-code.ts'
import { interruptible } from './interruptible.ts'
import { durationValue, wholeNumber } from './option-values.ts'
import { collectReporter, reporterContext, reporterHelp } from './reporting.ts'
import { runOne } from './run-one.ts'
import { findTopologies, loadTopologies } from './topologies.ts'

interface RunFlags {
  readonly seed?: number
  readonly clock?: Overrides['clock']
  readonly fabric?: Overrides['fabric']
  readonly repeat: number
  readonly jobs: number
  readonly reporter?: readonly ReporterName[]
  readonly until?: number
  readonly results: string
}

export function addRun(program: Command, context: CommandContext): void {
  program
    .command('run')
    .description('run topologies and say whether what they expect was seen')
    .argument('<files...>', 'topology files, or folders of them')
    .option('--seed <number>', 'instead of the seed in the file', wholeNumber(0))
    .addOption(new Option('--clock <clock>', 'instead of the clock in the file').choices(['virtual', 'real']))
    .addOption(
      new Option('--fabric <fabric>', 'instead of the fabric in the file').choices(['virtual', 'host']),
    )
    .option('--repeat <times>', 'run each so many times', wholeNumber(1), 1)
    .option('--jobs <number>', 'so many at once', wholeNumber(1), 1)
    .option('--reporter <name>', reporterHelp, collectReporter)
    .option('--until <duration>', 'end each run at this time of its clock', durationValue)
    .option('--results <folder>', 'where results are kept', 'results')
    .action(async (names: string[], flags: RunFlags) => context.done(await run(names, flags, context)))
}

async function run(names: readonly string[], flags: RunFlags, context: CommandContext): Promise<ExitCode> {
  const topologies = await loadTopologies(findTopologies(names), overridesOf(flags))
  const runs = topologies.flatMap((topology) => Array.from({ length: flags.repeat }, () => topology))
  const reporting = new Reporting(
    createReporters(flags.reporter ?? ['terminal'], reporterContext(context, runs.length)),
  )
  const options = { overrides: overridesOf(flags), results: flags.results, until: flags.until ?? null }
  const verdicts: Verdict[] = []
  const wasInterrupted = await interruptible(context, (signal) =>
    forEachParallel(runs, flags.jobs, async (topology) => {
      if (signal.aborted) return
      const { verdict } = await runOne(topology, { ...options, reporting, signal })
      verdicts.push(verdict)
    }),
  )
  const failures = reporting.close()
  for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
  if (wasInterrupted) return exitCode.interrupted
  const isOneWay = flags.repeat === 1 || tellFingerprints(verdicts, context)
  const code = exitCodeOf(verdicts)
  return code === exitCode.pass && (failures.length > 0 || !isOneWay) ? exitCode.unknown : code
}

/** Says how many different ways the repeated runs went; false if virtual time gave more than one for a topology. */
function tellFingerprints(verdicts: readonly Verdict[], { stderr }: CommandContext): boolean {
  let isSame = true
  for (const [name, runs] of Map.groupBy(verdicts, (verdict) => verdict.name)) {
    const fingerprints = new Set(runs.map(({ fingerprint }) => fingerprint))
    if (runs[0]?.clock !== 'virtual') continue
    isSame &&= fingerprints.size === 1
    const list = [...fingerprints].slice(0, 4).join(', ')
    stderr.write(
      `topo: ${name}: ${runs.length} runs, ${fingerprints.size} fingerprint${fingerprints.size === 1 ? '' : 's'} (${list})\n`,
    )
  }
  return isSame
}

function overridesOf({ seed, clock, fabric }: RunFlags): Overrides {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(clock === undefined ? {} : { clock }),
    ...(fabric === undefined ? {} : { fabric }),
  }
}
