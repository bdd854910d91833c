import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, messageOf } from '../../base/errors.ts'
import type { TopoEvent } from '../../events/event.ts'
import { type LogProblem, readLog } from '../../events/log-reader.ts'
import type { Plan } from '../language/plan/plan.ts'
import { Judge, type Verdict } from '../verdict/verdict.ts'
import { latestName, nodeLogFolder, resultFiles, safeName } from './files.ts'
import { readPlan } from './read-plan.ts'
import { type Resources, readResources } from './resources.ts'
import { infoOf, type RunInfo } from './run-info.ts'
import { writeAtomic } from './write-atomic.ts'

/** A finished run, or the rest of a killed one. */
export interface StoredRun {
  readonly path: string
  readonly plan: Plan
  readonly info: RunInfo
  /** Computed again from the events; a damaged log never passes. */
  readonly verdict: Verdict
  /** Problems of the log; empty for a complete one. */
  readonly problems: readonly LogProblem[]
  /** Reads the events from the file, again for each call. */
  readonly events: () => Generator<TopoEvent>
  /** The topology as its author wrote it; empty when the file is missing. */
  readonly source: () => string
  readonly resources: () => Resources
  /** The log file of a node's stdout and stderr; null for a name that is not a safe file name. */
  readonly nodeLog: (node: string) => string | null
  /** Replaces the report of the run. */
  readonly writeReport: (html: string) => void
}

/** Reads a results folder; `results/<name>` stands for its latest run. Throws {@link InputError}. */
export function openResults(folder: string): StoredRun {
  const path = existsSync(join(folder, latestName, resultFiles.plan)) ? join(folder, latestName) : folder
  const plan = readPlan(join(path, resultFiles.plan))
  const log = join(path, resultFiles.events)
  try {
    const judge = new Judge(plan)
    const problems: LogProblem[] = []
    let first: TopoEvent | null = null
    for (const event of eventsOf(log, problems)) {
      first ??= event
      judge.push(event)
    }
    return {
      path,
      plan,
      info: infoOf(first, path, plan.name),
      verdict: withProblems(judge.verdict(), problems),
      problems,
      events: () => eventsOf(log),
      source: () => sourceOf(join(path, resultFiles.topology)),
      resources: () => readResources(join(path, resultFiles.resources)),
      nodeLog: (node) => (safeName.test(node) ? join(path, nodeLogFolder, `${node}.log`) : null),
      writeReport: (html) => writeAtomic(join(path, resultFiles.report), html),
    }
  } catch (error) {
    throw new InputError(`${path} cannot be judged: ${messageOf(error)}`, [])
  }
}

function sourceOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** The events of a log. A missing log, of a run killed before its first event, has none. */
function* eventsOf(log: string, problems: LogProblem[] = []): Generator<TopoEvent> {
  if (!existsSync(log)) {
    problems.push({ kind: 'cut-short', line: 0, message: 'there is no event log' })
    return
  }
  for (const logItem of readLog(log)) {
    if (logItem.kind === 'event') yield logItem.event
    else problems.push(logItem.problem)
  }
}

function withProblems(verdict: Verdict, problems: readonly LogProblem[]): Verdict {
  const damage = problems.find(({ kind }) => kind === 'damaged')
  if (damage === undefined || verdict.outcome !== 'pass') return verdict
  return {
    ...verdict,
    outcome: 'unknown',
    reason: `the event log is damaged, line ${damage.line}: ${damage.message}`,
  }
}
