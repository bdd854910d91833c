/**
 * The pipeline, from a plan to a verdict:
 *
 *     plan -> [ fabric + clock + nodes ] -> timeline -> event log -> verdict -> reporters
 *
 * In every case the log is closed, the verdict is written, and no process is left.
 *
 *     run.ts          the order of these steps (here)
 *     run-end.ts      the end of the run and its cause
 *     world.ts        clock, fabric and carrier
 *     node-set.ts     the node processes; address-book.ts, node-config.ts and line-matcher.ts belong to it
 *     start-nodes.ts  starting the nodes at their times
 *     timeline/       playing faults and expectations
 *     recorder.ts     writing, judging and passing on events
 */
import { hostname } from 'node:os'
import { HarnessError, messageOf } from '../../base/errors.ts'
import { Layers } from '../../base/layers.ts'
import type { TopoEvent } from '../../events/event.ts'
import { LogWriter } from '../../events/log-writer.ts'
import type { CapturedFile } from '../capture/captures.ts'
import type { EntryPlan, Plan } from '../language/plan/plan.ts'
import { type ProgramPlan, programsOf } from '../language/plan/programs-of.ts'
import { formatDuration } from '../language/values/format-duration.ts'
import type { ProcessCount } from '../language/values/process-count.ts'
import { ControlHub } from '../processes/control-hub.ts'
import { Guardian } from '../processes/guardian.ts'
import { NodeFolders } from '../processes/node-folders.ts'
import { type Deadlines, defaultDeadlines } from '../processes/node-process-options.ts'
import { SharedProcessor } from '../processes/processors/shared-processor.ts'
import { agentPrograms } from '../releases/agent-programs.ts'
import { Releases } from '../releases/releases.ts'
import { resultFiles } from '../results/files.ts'
import type { ResultsFolder } from '../results/results-folder.ts'
import type { Clock } from '../simulation/clock/clock.ts'
import { watchStalls } from '../simulation/clock/stall-watch.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { dialsOf } from './dials-of.ts'
import { foreseenLack, type MachineRoom, roomHere } from './foreseen-lack.ts'
import { NodeSet } from './node-set.ts'
import { type Follower, Recorder } from './recorder.ts'
import { RunEnd } from './run-end.ts'
import { processCountOf, shareProcesses } from './share-processes.ts'
import { prepareNodes, startNodes } from './start-nodes.ts'
import { playTimeline } from './timeline/play.ts'
import type { Stage } from './timeline/stage.ts'
import { type CaptureWish, openWorld, type World } from './world.ts'

export interface RunPlanOptions {
  readonly plan: Plan
  readonly results: ResultsFolder
  /** Wall fields of `run-started`, for later reports. */
  readonly wall: Readonly<Record<string, string>>
  /** Returns the function that takes every event, given the clock of the run. */
  readonly follow: (clock: Clock) => Follower
  /** Ends the run early; its results are kept. */
  readonly signal: AbortSignal
  /** Time of the run's clock at which the run ends at the latest, or null. */
  readonly until: number | null
  readonly deadlines?: Partial<Deadlines>
  /** Writes a file when the run is over. Default: an error ends the run. */
  readonly keep?: (file: string, write: () => void) => void
  /** Keeps the packets of all networks. Default: it does not. */
  readonly capture?: CaptureOptions | null
  /** Plays the run. Default: plays the plan's timeline. */
  readonly play?: PlayRun
  /** Another program than the agent for the nodes, to test topo itself. */
  readonly program?: string
  /** Default: that of all runs of this process. */
  readonly processor?: SharedProcessor
  /** Default: as many as are fastest. */
  readonly processes?: ProcessCount | undefined
  /** Memory and files that the run can have. Default: those of this machine. */
  readonly room?: MachineRoom
}

export interface CaptureOptions extends CaptureWish {
  /** The comment for the packet after an event; null: none. */
  readonly describe: (event: TopoEvent) => string | null
  /** Takes the files when they are complete. */
  readonly onEnd: (files: readonly CapturedFile[]) => void
}

const ofThisProcess = new SharedProcessor()

/** Plays a run: the run is over when this resolves. */
export type PlayRun = (stage: OpenStage) => Promise<void>

/** A stage for entries that the plan does not have. */
export interface OpenStage extends Stage {
  /** Resolves when all nodes that start by themselves have started. */
  readonly started: Promise<void>
  /** Prepares the run for one more entry; `past` are all events so far. */
  add(entry: EntryPlan, past: readonly TopoEvent[]): Promise<void>
}

export async function runPlan(options: RunPlanOptions): Promise<Verdict> {
  const { plan, results, program, processor = ofThisProcess, capture = null } = options
  const { play = playTimeline } = options
  const deadlines = { ...defaultDeadlines, ...options.deadlines }
  const releases = new Releases()
  const needed = [...programsOf(plan)]
  let programOf = program === undefined ? await agentPrograms(needed, releases) : () => [program]

  using writer = new LogWriter(results.events)
  using folders = new NodeFolders()
  using guardian = new Guardian(folders.root)
  await using world = await openWorld(plan, {
    folder: folders.root,
    guardian,
    pidOf: (node) => nodes.process(node).pid,
    capture,
    rest: deadlines.rest,
  })
  await using hub = await ControlHub.open(plan.fabric === 'netns' ? folders.socket : undefined)
  using shared = program === undefined ? await shareProcesses(plan, options.processes) : null
  const { clock } = world
  const end = new RunEnd(options.signal)
  const lost: unknown[] = []
  const onLost = (error: unknown) => {
    lost.push(error)
    end.early('failed', error)
  }
  const follow = noting(options.follow(clock), world, capture)
  const recorder = new Recorder({ plan, clock, writer, follow, onLost })
  const { record } = recorder
  world.onLease(({ machine: node, internal: { address, port }, ...news }) =>
    record({ kind: 'port-lease', node, internal: `${address}:${port}`, ...news }),
  )
  const nodes: NodeSet = new NodeSet({
    plan,
    world,
    hub,
    guardian,
    shared,
    folders,
    programOf: (libp2p, module) => programOf(libp2p, module),
    outputPath: (node) => results.nodeLog(node),
    record,
    onBreach: (reason) => end.early('failed', new HarnessError(reason)),
    deadlines,
    isOpen: options.play !== undefined,
  })

  const add: OpenStage['add'] = async (entry, past) => {
    const isNew = ({ libp2p, module }: ProgramPlan) =>
      !needed.some((one) => one.libp2p === libp2p && one.module === module)
    const more = programsOf({ ...plan, timeline: [entry] }).filter(isNew)
    needed.push(...more)
    if (program === undefined && more.length > 0) programOf = await agentPrograms(needed, releases)
    nodes.add(entry)
    recorder.judge.add(entry, past)
  }

  record(
    { kind: 'run-started', topology: plan.name, seed: plan.seed, clock: plan.clock, fabric: plan.fabric },
    { ...options.wall, pid: process.pid, host: hostname() },
  )
  using _stalls =
    clock.kind === 'real'
      ? watchStalls((milliseconds) => record({ kind: 'machine-stalled', milliseconds }))
      : null
  using _turns = processor.watch({ effort: world.effort, pids: () => nodes.pids() })
  const { signal } = end
  signal.addEventListener('abort', () => nodes.abandon(new Error('the run is over')), { once: true })
  if (options.until !== null) endAt(options.until, clock, end)
  try {
    const lack = foreseenLack(plan, processCountOf(plan, options.processes), options.room ?? roomHere())
    if (lack !== null) throw new HarnessError(lack)
    const started = startNodes({ plan, nodes, clock, end })
    world.stuck.catch((error: unknown) => end.early('failed', error))
    world.start()
    if (clock.kind === 'virtual') prepareNodes({ plan, nodes, signal })
    const layers = new Layers()
    await play({
      plan,
      clock,
      node: nodes.node,
      layers,
      network: world.network,
      dials: dialsOf(plan, clock),
      recorder,
      missedLines: nodes.missedLines,
      signal,
      started,
      add,
    })
    await started
    record(
      { kind: 'run-ended', ...end.conclude({ cause: 'finished', reason: '' }) },
      { ...world.traffic?.() },
    )
  } catch (error) {
    record(
      { kind: 'run-ended', ...end.conclude({ cause: 'failed', reason: messageOf(error) }) },
      { ...world.traffic?.() },
    )
  } finally {
    // The tear-down of the nodes is no part of the run.
    const captured = world.capture?.close()
    end.tearDown()
    world.stop()
    await nodes.end()
    if (captured !== undefined) capture?.onEnd(await captured)
  }
  if (lost.length > 0) throw lost[0]
  const verdict = recorder.judge.verdict()
  const { keep = (_file, write) => write() } = options
  keep(resultFiles.verdict, () => results.writeVerdict(verdict))
  keep(resultFiles.resources, () => results.writeResources(nodes.resources()))
  return verdict
}

/** Lets the capture tell of events. */
function noting(follow: Follower, world: Pick<World, 'capture'>, options: CaptureOptions | null): Follower {
  const { capture } = world
  if (capture === null || options === null) return follow
  return (event, ...rest) => {
    const text = options.describe(event)
    if (text !== null) capture.note(text)
    follow(event, ...rest)
  }
}

function endAt(time: number, clock: Clock, end: RunEnd): void {
  clock.sleepUntil(time, end.signal).then(
    () =>
      end.early('interrupted', new HarnessError(`it was ended after ${formatDuration(time)}, as asked for`)),
    () => {},
  )
}
