/**
 * Plays the plan's timeline against the clock. Every entry is a task of its own that waits for its time, so nothing
 * blocks anything else. Events go to the recorder; when its judge settles an expectation, the expectation ends.
 */

import type { Layers } from '../../../base/layers.ts'
import type { DialQueue } from '../../language/expectations/dial-queue.ts'
import type { EntryPlan, Plan } from '../../language/plan/plan.ts'
import type { Clock } from '../../simulation/clock/clock.ts'
import type { Switch } from '../../simulation/network/switch.ts'
import type { NodeHandle } from '../../simulation/node-handle.ts'
import type { Recorder } from '../recorder.ts'
import { playExpectation } from './play-expectation.ts'
import { FaultPlayer } from './play-fault.ts'

export interface Stage {
  readonly plan: Plan
  readonly clock: Clock
  readonly node: (name: string) => NodeHandle
  /** The changes of nodes that last. */
  readonly layers: Layers
  /** The virtual network, for its faults; null where the network is real. */
  readonly network: Switch | null
  /** The turns of all dials that topo makes. */
  readonly dials: DialQueue
  readonly recorder: Recorder
  /** Aborts when the run is over before its time. */
  readonly signal: AbortSignal
}

/** Resolves when every entry has ended and every fault is undone; rejects with the signal's reason. */
export async function playTimeline(stage: Stage): Promise<void> {
  const { plan, clock, signal } = stage
  const ends = new Map(plan.timeline.map((entry) => [entry.id, Promise.withResolvers<void>()]))
  const restEnded = Promise.withResolvers<void>()
  const faults: FaultPlayer[] = []

  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  aborted.catch(() => {})

  const play = async (entry: EntryPlan): Promise<void> => {
    if (entry.start.kind === 'after') await Promise.race([ends.get(entry.start.entry)?.promise, aborted])
    const time = entry.start.kind === 'at' ? entry.start.time : clock.now() + entry.start.delay
    await clock.sleepUntil(time, signal)
    if (entry.type === 'fault') {
      const player = new FaultPlayer(stage, entry)
      faults.push(player)
      await player.play()
    } else {
      await playExpectation(stage, entry, restEnded.promise)
    }
    ends.get(entry.id)?.resolve()
  }

  const isEndless = (entry: EntryPlan) => entry.type === 'expectation' && entry.mode.kind === 'never'
  const endless = plan.timeline.filter(isEndless).map(play)
  const rest = plan.timeline.filter((entry) => !isEndless(entry)).map(play)
  try {
    // Reports the first failure, and handles the rejections of the others.
    await Promise.race([aborted, Promise.all(rest), failureOf(endless)])
    restEnded.resolve()
    await Promise.all(endless)
  } finally {
    restEnded.resolve()
    await Promise.allSettled(faults.map((fault) => fault.undo()))
    await Promise.allSettled([...rest, ...endless])
  }
}

/** Never resolves; rejects with the first rejection. */
function failureOf(tasks: readonly Promise<void>[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const task of tasks) task.catch(reject)
  })
}
