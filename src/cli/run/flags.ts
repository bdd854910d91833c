import { availableParallelism } from 'node:os'
import { type Command, Option } from 'commander'
import type { Overrides } from '../../runner/language/topology/validate.ts'
import { fabricKinds } from '../../runner/language/values/fabric-kind.ts'
import type { ProcessCount } from '../../runner/language/values/process-count.ts'
import type { ReporterName } from '../../runner/reports/reporters/registry.ts'
import { resultsName } from '../../runner/results/files.ts'
import {
  bailCount,
  collectVaried,
  durationValue,
  limitValue,
  processCountValue,
  regularExpression,
  releaseList,
  seedList,
  sizeValue,
  wholeNumber,
} from '../option-values.ts'
import { collectReporter, reporterHelp } from '../reporting.ts'

/** The options of `topo run`. */
export interface RunFlags {
  readonly seed?: number
  readonly seeds?: string
  readonly vary?: readonly string[]
  readonly clock?: Overrides['clock']
  readonly fabric?: Overrides['fabric']
  readonly libp2p?: readonly string[]
  readonly repeat: number
  readonly jobs: number
  readonly shard?: string
  readonly retries: number
  readonly failOnFlaky?: true
  readonly bail?: number
  readonly timeout?: number
  readonly reporter?: readonly ReporterName[]
  readonly quiet?: true
  readonly until?: number
  readonly processes?: ProcessCount
  readonly results: string
  readonly pcap?: true
  readonly pcapLimit?: number
  readonly grep?: RegExp
  readonly tag?: readonly string[]
  readonly lastFailed?: true
  readonly list?: true
  readonly watch?: true
  readonly hold?: true
  readonly socket?: string
  readonly endWithStdin?: true
}

export function addRunFlags(command: Command): Command {
  return command
    .option(
      '--grep <pattern>',
      'only topologies whose name or path matches this regular expression',
      regularExpression,
    )
    .option(
      '--tag <tag>',
      'only topologies with this tag, or with `!tag` those without; may be repeated',
      (tag: string, tags: readonly string[] = []) => [...tags, tag],
    )
    .option('--last-failed', 'only topologies that did not pass the last time')
    .option('--list', 'print the runs, and run nothing')
    .option('--watch', 'run again what a changed topology or module affects, and what keys ask for')
    .option('--seed <number>', 'replace the seed in the file', wholeNumber(0))
    .option(
      '--vary <path=values>',
      'run every combination of values, such as boot.relay.reservationDuration=10m,1h; may be repeated',
      collectVaried,
    )
    .addOption(
      new Option('--seeds <seeds>', 'run with each of these seeds: 1-20, or 1,5,9')
        .argParser(seedList)
        .conflicts('seed'),
    )
    .addOption(new Option('--clock <clock>', 'replace the clock in the file').choices(['virtual', 'real']))
    .addOption(new Option('--fabric <fabric>', 'replace the fabric in the file').choices([...fabricKinds]))
    .option(
      '--libp2p <releases>',
      'libp2p for nodes that name no release: versions, ranges, tags or local:PATH; with several, each file runs on each',
      releaseList,
    )
    .option('--repeat <times>', 'run each topology this many times', wholeNumber(1), 1)
    .option('--jobs <number>', 'number of parallel runs', wholeNumber(1), availableParallelism())
    .option(
      '--shard <part>',
      'run one part of all runs, such as 3/8, or `auto` in Slurm, Kubernetes and CI; `topo merge` joins the results',
    )
    .option(
      '--retries <times>',
      'try a run that does not pass again, at most this many times',
      wholeNumber(0),
      0,
    )
    .option('--fail-on-flaky', 'fail when a run passes only after a retry')
    .addOption(
      new Option('--bail [number]', 'start no more runs after this many without a pass, or after one')
        .preset('1')
        .argParser(bailCount),
    )
    .option('--timeout <duration>', 'end each run that takes more wall time, as unknown', limitValue)
    .option('--reporter <name>', reporterHelp, collectReporter)
    .option('--quiet', 'print only the end of all runs, with a story for each that did not pass')
    .option('--until <duration>', 'end each run at this time of its clock', durationValue)
    .option(
      '--processes <number>',
      'processes for the nodes of a run, or `each` for one of its own for every node (default: 1)',
      processCountValue,
    )
    .option('--results <folder>', 'folder for results', resultsName)
    .option('--pcap', 'keep the packets of every network for Wireshark, in the folder pcap of each run')
    .option('--pcap-limit <size>', 'largest size of a file of --pcap (default: 64MiB)', sizeValue)
    .option(
      '--hold',
      'start the nodes and play nothing: `topo control` and other programs steer the topology',
    )
    .option('--socket <path>', 'the Unix socket of --hold (default: in a new folder)')
    .option(
      '--end-with-stdin',
      'end --hold when its standard input ends, as it does when its starter is gone',
    )
}

export function overridesIn({ seed, clock, fabric }: RunFlags): Overrides {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(clock === undefined ? {} : { clock }),
    ...(fabric === undefined ? {} : { fabric }),
  }
}
