import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '../../../base/errors.ts'
import { isAlive } from '../../../base/is-alive.ts'
import type { TopoEvent } from '../../../events/event.ts'
import { parseLog } from '../../../events/log-reader.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { resultFiles } from '../../results/files.ts'
import type { FoundRun } from '../../results/find-runs.ts'
import { readPlan } from '../../results/read-plan.ts'
import { Judge } from '../../verdict/verdict.ts'
import type { ExpectationRow, RunRow } from '../page/run-row.ts'
import { RunWords } from '../text/run-words.ts'
import { vocabularyOf } from '../text/vocabulary-of.ts'
import { assertOwnFiles } from './assert-own-files.ts'

const newline = 0x0a
const youth = 60_000
/** Bytes of a log that one look reads at most, so that other requests wait no longer. */
const mostAtOnce = 4 * 1024 * 1024

/** A run as a row. Each look reads only the new part of its log. */
export class WatchedRun {
  readonly #run: FoundRun
  readonly #log: string
  #followed: Followed | null = null
  #seen = ''
  #row: RunRow

  constructor(run: FoundRun) {
    this.#run = run
    this.#log = join(run.folder, resultFiles.events)
    this.#row = this.#rowOf({ state: 'broken', reason: 'it has not been read yet' })
  }

  /** The present row; the same object while nothing changes. */
  look(): RunRow {
    const before = this.#seen
    this.#seen = this.#footprint()
    if (this.#seen === before && this.#row.state !== 'running') return this.#row
    const next = this.#read()
    if (JSON.stringify(next) !== JSON.stringify(this.#row)) this.#row = next
    return this.#row
  }

  #read(): RunRow {
    try {
      assertOwnFiles(this.#run.folder)
      this.#followed ??= this.#follow()
      const grows = this.#followed.readOn()
      if (!grows) this.#followed = null
      return grows ? this.#rowOf(this.#followed?.describe() ?? {}) : this.#read()
    } catch (error) {
      this.#followed = null
      return this.#rowOf({ state: 'broken', reason: messageOf(error) })
    }
  }

  #follow(): Followed {
    const plan = join(this.#run.folder, resultFiles.plan)
    return new Followed(readPlan(plan), this.#log, statSync(plan).mtimeMs)
  }

  /** A text that changes with the files. */
  #footprint(): string {
    try {
      return [resultFiles.plan, resultFiles.events]
        .map((name) => {
          const status = statSync(join(this.#run.folder, name), { throwIfNoEntry: false })
          return `${status?.size} ${status?.mtimeMs} ${status?.ino}`
        })
        .join(' ')
    } catch (error) {
      return messageOf(error)
    }
  }

  #rowOf(seen: Partial<RunRow>): RunRow {
    const { id, topology, release, folder } = this.#run
    const nothing = { reason: '', time: 0, events: 0, expectations: [], due: null, last: '' }
    return { id, topology, release, started: startOf(folder), state: 'unknown', ...nothing, ...seen }
  }
}

/** A log, read and judged so far. */
class Followed {
  readonly #plan: Plan
  readonly #log: string
  readonly #since: number
  readonly #judge: Judge
  readonly #words: RunWords
  #offset = 0
  #first: TopoEvent | null = null
  #last: TopoEvent | null = null
  #isDamaged = false
  isBehind = false

  constructor(plan: Plan, log: string, since: number) {
    this.#plan = plan
    this.#since = since
    this.#log = log
    this.#judge = new Judge(plan)
    this.#words = new RunWords(vocabularyOf(plan))
  }

  /** Takes the new whole lines. Returns false for a log that became shorter, which is another one. */
  readOn(): boolean {
    const size = statSync(this.#log, { throwIfNoEntry: false })?.size ?? 0
    if (size < this.#offset) return false
    const bytes = Buffer.alloc(Math.min(size - this.#offset, mostAtOnce))
    this.isBehind = size - this.#offset > bytes.length
    if (bytes.length === 0) return true
    const file = openSync(this.#log, 'r')
    try {
      readSync(file, bytes, 0, bytes.length, this.#offset)
    } finally {
      closeSync(file)
    }
    const end = bytes.lastIndexOf(newline) + 1
    if (end === 0 && bytes.length === mostAtOnce) throw new Error('its log has a line that is too long')
    this.#offset += end
    for (const item of parseLog([bytes.subarray(0, end)], (this.#last?.n ?? 0) + 1)) {
      if (item.kind === 'problem') this.#isDamaged = true
      else this.#take(item.event)
    }
    return true
  }

  describe(): Partial<RunRow> {
    const verdict = this.#judge.verdict()
    const { outcome, reason, duration } = verdict
    const isOver = this.#last?.kind === 'run-ended'
    const isRunning = !isOver && (this.isBehind || this.#goesOn())
    const damaged = this.#isDamaged && outcome === 'pass'
    const all = isRunning ? this.#judge.expectations() : verdict.expectations
    return {
      state: isRunning ? 'running' : damaged ? 'unknown' : outcome,
      reason: isRunning ? '' : damaged ? 'the event log is damaged' : this.#words.name(reason),
      time: duration,
      events: this.#last?.n ?? 0,
      expectations: all.map(
        ({ entry, description, outcome: own, started, heldAt, mode }): ExpectationRow => ({
          ...{ entry, description, outcome: own },
          took: started === null || heldAt === null || mode === 'never' ? null : heldAt - started,
        }),
      ),
      due: isRunning ? dueOf(this.#plan) : null,
      last: isRunning && this.#last !== null ? this.#words.tell(this.#last) : '',
    }
  }

  /** A young run without events counts as running. */
  #goesOn(): boolean {
    if (this.#first !== null) return isWriting(this.#first)
    return Date.now() - this.#since < youth
  }

  #take(event: TopoEvent): void {
    this.#first ??= event
    this.#last = event
    this.#judge.push(event)
  }
}

/** End of the last entry with an absolute start. */
function dueOf({ timeline }: Plan): number | null {
  const ends = timeline.flatMap((entry) => {
    const at = entry.start.kind === 'at' ? entry.start.time : null
    const time = entry.type === 'expectation' && 'time' in entry.mode ? entry.mode.time : 0
    return at === null ? [] : [at + time]
  })
  return ends.length === 0 ? null : Math.max(...ends)
}

/** Start time in the name of the folder: `2026-03-01T12-00-00.000Z-1f2e3d`. */
function startOf(folder: string): string {
  const [, day, hours, minutes, rest] =
    /(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})Z-[0-9a-f]{6}$/.exec(folder) ?? []
  return `${day}T${hours}:${minutes}:${rest}Z`
}

/**
 * Returns true while the process that writes a log lives. Another process may have reused its id: then a killed run
 * counts as running until that one ends.
 */
function isWriting({ wall }: TopoEvent): boolean {
  const pid = wall['pid']
  const isOurs = typeof pid === 'number' && Number.isInteger(pid) && pid > 0 && wall['host'] === hostname()
  return isOurs && isAlive(pid)
}
