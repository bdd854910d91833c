/**
 * The results of a run:
 *
 *     results/<name>/<UTC time>-<short id>/
 *       topology.yaml plan.json events.ndjson verdict.json resources.json junit.xml report.html
 *       nodes/<node>.log
 *     results/<name>/latest -> the newest run
 *
 * A second file with the same `name:` has a folder of its own, such as results/<name>.b-hello (home-of.ts).
 * With `--libp2p 2.10.0,3.3.5` each release has a folder of its own: results/<name>/2.10.0/<UTC time>-<short id>/.
 *
 * The topology and the plan are written before anything starts, so that a killed run stays readable.
 */
import { randomBytes } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { withAdvice } from '../../base/advice.ts'
import { InputError, messageOf } from '../../base/errors.ts'
import { makeFolder } from '../../base/make-folder.ts'
import type { Plan } from '../language/plan/plan.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { nodeLogFolder, resultFiles, runId, safeName } from './files.ts'
import { homeOf } from './home-of.ts'
import { pointLatest } from './latest.ts'
import { type Resources, resourcesText } from './resources.ts'
import { writeAtomic } from './write-atomic.ts'

export interface NewResults {
  /** The folder that holds the results of all topologies. */
  readonly root: string
  readonly plan: Plan
  /** The topology as its author wrote it. */
  readonly source: string
  /** The file of the topology; null: it has none. Default: none. */
  readonly file?: string | null
  /** The release, in a run with several releases; null for the releases of the topology. */
  readonly release?: string | null
  /** Start of the run. */
  readonly time?: Date
}

export class ResultsFolder {
  readonly path: string
  /** Path of the event log. */
  readonly events: string

  private constructor(path: string) {
    this.path = path
    this.events = join(path, resultFiles.events)
  }

  /**
   * Makes a new folder and points `latest` to it. Throws {@link InputError} for an unsafe name, and when it cannot
   * write.
   */
  static create(options: NewResults): ResultsFolder {
    const { root, plan, source, file = null, release = null, time = new Date() } = options
    for (const name of [plan.name, ...plan.nodes.map((node) => node.name)]) assertSafe(name)
    const inHome = release === null ? [] : [folderNameOf(release)]
    let home = join(root, plan.name, ...inHome)
    try {
      makeRoot(root)
      home = join(homeOf(root, plan.name, file), ...inHome)
      makeFolder(home)
      const results = new ResultsFolder(makeUnique(home, time))
      mkdirSync(join(results.path, nodeLogFolder))
      results.writeTopology(plan, source)
      pointLatest(home)
      return results
    } catch (error) {
      throw cannotKeep(home, error)
    }
  }

  /** Path of the log of a node's stdout and stderr. */
  nodeLog(node: string): string {
    assertSafe(node)
    return join(this.path, nodeLogFolder, `${node}.log`)
  }

  /** Writes the plan, and the topology as its author wrote it. */
  writeTopology(plan: Plan, source: string): void {
    writeFileSync(join(this.path, resultFiles.topology), source)
    writeAtomic(join(this.path, resultFiles.plan), toJson(plan))
  }

  writeVerdict(verdict: Verdict): void {
    writeAtomic(join(this.path, resultFiles.verdict), toJson(verdict))
  }

  writeResources(resources: Resources): void {
    writeAtomic(join(this.path, resultFiles.resources), resourcesText(resources))
  }

  writeJunit(xml: string): void {
    writeAtomic(join(this.path, resultFiles.junit), xml)
  }

  writeReport(html: string): void {
    writeAtomic(join(this.path, resultFiles.report), html)
  }
}

/** Makes the folder that holds all results. Throws {@link InputError} for a folder that is not writable. */
export function prepareResults(root: string): void {
  prepare(root, '--results', makeRoot)
}

/** Makes the folder of an option. Throws {@link InputError} for a folder that is not writable. */
export function prepareFolder(folder: string, option: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isFile() === true)
    throw new InputError(`${option} ${folder} is a file: name a folder, which topo makes if it is not there`)
  prepare(folder, option, makeFolder)
}

function prepare(folder: string, option: string, make: (folder: string) => void): void {
  try {
    make(folder)
    // A trailing separator makes the check fail for a file.
    accessSync(`${resolve(folder)}${sep}`, constants.W_OK)
  } catch (error) {
    throw cannotKeep(folder, error, option)
  }
}

/** Git leaves the results alone if the first run makes their folder, or finds it empty. */
function makeRoot(root: string): void {
  const isOfOthers = existsSync(root) && (readdirSync(root).length > 0 || resolve(root) === process.cwd())
  if (isOfOthers) return
  makeFolder(root)
  writeFileSync(join(root, '.gitignore'), '*\n')
}

function cannotKeep(folder: string, error: unknown, option = '--results'): InputError {
  return new InputError(
    `cannot keep results in ${folder}: ${withAdvice(messageOf(error))}; ${option} names another folder`,
  )
}

/** `2.10.0`, `current`, or for a path `local-` and its last part. The name cannot lead out of the folder. */
function folderNameOf(release: string): string {
  const name = release.replace(/^local:.*?([^/\\]*)[/\\]*$/, 'local-$1').replaceAll(/[^A-Za-z0-9.-]/g, '-')
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/.test(name)) {
    throw new InputError(`${JSON.stringify(release)} cannot name a folder in results/`)
  }
  return name
}

function makeUnique(home: string, time: Date): string {
  for (;;) {
    const path = join(home, runId(time, randomBytes(3).toString('hex')))
    try {
      mkdirSync(path)
      return path
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
  }
}

function assertSafe(name: string): void {
  if (!safeName.test(name)) throw new InputError(`${JSON.stringify(name)} cannot name a file in results/`)
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
