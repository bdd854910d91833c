/**
 * The pipeline, from a plan to a verdict:
 *
 *     plan -> [ fabric + clock + nodes ] -> timeline -> event log -> verdict -> reporters
 *
 * Whatever happens, the log is closed, the verdict is written, and no process is left.
 */
import { availableParallelism, hostname } from 'node:os'
import { HarnessError, messageOf } from '../../base/errors.ts'
import { Layers } from '../../base/layers.ts'
import { forEachParallel } from '../../base/parallel.ts'
import type { TopoEvent } from '../../events/event.ts'
import { LogWriter } from '../../events/log-writer.ts'
import type { EntryPlan, Plan } from '../language/plan/plan.ts'
import { type ProgramPlan, programsOf } from '../language/plan/programs-of.ts'
import { formatDuration } from '../language/values/format-duration.ts'
import { ControlHub } from '../processes/control-hub.ts'
import { Guardian } from '../processes/guardian.ts'
import { type Deadlines, defaultDeadlines } from '../processes/node-process-options.ts'
import { shareProcessor } from '../processes/processors/share-processor.ts'
import { agentPrograms } from '../releases/agent-programs.ts'
import { Releases } from '../releases/releases.ts'
import type { ResultsFolder } from '../results/results-folder.ts'
import type { Clock } from '../simulation/clock/clock.ts'
import { watchStalls } from '../simulation/clock/stall-watch.ts'
import { NodeStartError } from '../simulation/node-handle.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { Network } from './node-set.ts'
import { type Follower, RunRecord } from './record.ts'
import { playTimeline, type Stage } from './timeline/play.ts'
import { createWorld } from './world.ts'

export interface RunOptions {
  readonly plan: Plan
  readonly results: ResultsFolder
  /** Wall fields of `run-started`: what later reports need to know of this run. */
  readonly wall: Readonly<Record<string, string>>
  /** Whoever is to be told of every event, given the run's clock. */
  readonly follow: (clock: Clock) => Follower
  /** Ends the run early; what was seen until then is kept. */
  readonly signal: AbortSignal
  /** Time of the run's clock at which it ends at the latest, or null. */
  readonly until: number | null
  readonly deadlines?: Deadlines
  /** What happens in the run. Default: the plan's timeline. */
  readonly play?: Player
  /** Another program than the agent for the nodes, for testing topo itself. */
  readonly program?: string
}

/** Plays a run: it is over when this resolves. */
export type Player = (stage: OpenStage) => Promise<void>

/** Where entries can be played that the plan does not have. */
export interface OpenStage extends Stage {
  /** Resolves when the nodes have started that start by themselves. */
  readonly started: Promise<void>
  /** Makes everybody ready for one more entry; `past` are all the events so far. */
  add(entry: EntryPlan, past: readonly TopoEvent[]): Promise<void>
}

export async function runPlan(options: RunOptions): Promise<Verdict> {
  const { plan, results, deadlines = defaultDeadlines } = options
  const { program, play = playTimeline } = options
  const releases = new Releases()
  const needed = [...programsOf(plan)]
  let programOf = program === undefined ? await agentPrograms(needed, releases) : () => program
  using writer = new LogWriter(results.events)
  using guardian = new Guardian()
  await using hub = await ControlHub.open()
  const world = createWorld(plan)
  const { clock } = world
  const record = new RunRecord(plan, clock, writer, options.follow(clock))
  const over = new AbortController()
  const enough = new AbortController()
  const network = new Network({
    plan,
    world,
    hub,
    guardian,
    programOf: (libp2p, module) => programOf(libp2p, module),
    onBreach: (reason) => over.abort(new HarnessError(reason)),
    deadlines,
    isOpen: options.play !== undefined,
    logPath: (node) => results.nodeLog(node),
    log: (event) => record.log(event),
  })
  record.log(
    { kind: 'run-started', topology: plan.name, seed: plan.seed, clock: plan.clock, fabric: plan.fabric },
    { ...options.wall, pid: process.pid, host: hostname() },
  )
  using _stalls =
    clock.kind === 'real'
      ? watchStalls((milliseconds) => record.log({ kind: 'machine-stalled', milliseconds }))
      : null
  using _turns = shareProcessor({ effort: world.effort, pids: () => network.pids() })
  const signal = AbortSignal.any([options.signal, enough.signal, over.signal])
  const abandon = () => {
    for (const node of network.nodes) node.abandon(new Error('the run is over'))
  }
  signal.addEventListener('abort', abandon, { once: true })
  if (options.until !== null) endAt(options.until, clock, over.signal, enough)
  try {
    const starting = startNodes(plan, network, clock, signal, over)
    world.stuck.catch((error: unknown) => over.abort(error))
    world.start()
    if (clock.kind === 'virtual') prepareNodes(plan, network, signal)
    await play({
      plan,
      clock,
      node: network.node,
      layers: new Layers(),
      network: world.network,
      record,
      signal,
      started: starting,
      add: async (entry, past) => {
        const isNew = ({ libp2p, module }: ProgramPlan) =>
          !needed.some((one) => one.libp2p === libp2p && one.module === module)
        const more = programsOf({ ...plan, timeline: [entry] }).filter(isNew)
        needed.push(...more)
        if (program === undefined && more.length > 0) programOf = await agentPrograms(needed, releases)
        network.add(entry)
        record.judge.add(entry, past)
      },
    })
    await starting
    record.log({ kind: 'run-ended', cause: 'finished', reason: '' })
  } catch (error) {
    const cause = options.signal.aborted || enough.signal.aborted ? 'interrupted' : 'failed'
    // What came to nothing because of the end is not its reason.
    record.log({ kind: 'run-ended', cause, reason: messageOf(signal.aborted ? signal.reason : error) })
  } finally {
    over.abort()
    world.stop()
    await Promise.allSettled(network.nodes.map((node) => node.end()))
  }
  const verdict = record.judge.verdict()
  results.writeVerdict(verdict)
  results.writeResources(network.resources())
  return verdict
}

/**
 * Starts the processes ahead of their nodes, some at once, while the first nodes begin already: virtual time would
 * stand still for each of them otherwise.
 */
async function prepareNodes(plan: Plan, network: Network, signal: AbortSignal): Promise<void> {
  await forEachParallel(plan.nodes, availableParallelism() + 1, async ({ name, startAt }) => {
    if (startAt !== null && !signal.aborted) await network.process(name).prepare(startAt)
  })
}

/** Starts every node at its time. One that does not come up ends the run: nothing that follows would mean anything. */
async function startNodes(
  plan: Plan,
  network: Network,
  clock: Clock,
  signal: AbortSignal,
  over: AbortController,
): Promise<void> {
  await Promise.all(
    plan.nodes.map(async ({ name, startAt }) => {
      if (startAt === null) return
      try {
        await clock.sleepUntil(startAt, signal)
        await network.node(name).start()
      } catch (error) {
        if (error instanceof NodeStartError && !signal.aborted) over.abort(new HarnessError(error.message))
      }
    }),
  )
}

function endAt(time: number, clock: Clock, signal: AbortSignal, enough: AbortController): void {
  clock.sleepUntil(time, signal).then(
    () => enough.abort(new HarnessError(`it was ended after ${formatDuration(time)}, as asked for`)),
    () => {},
  )
}
