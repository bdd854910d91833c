/** The experiments of a command: their tables, pages and data. */
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { ExperimentBook } from '../../runner/reports/experiment/collect.ts'
import type { Experiment } from '../../runner/reports/experiment/experiment.ts'
import { renderTable } from '../../runner/reports/experiment/render-table.ts'
import { loadPage } from '../../runner/reports/page/load-page.ts'
import { renderExperiment } from '../../runner/reports/page/render-experiment.ts'
import { type ReporterName, reporters } from '../../runner/reports/reporters/registry.ts'
import { escapeTerminal } from '../../runner/reports/text/escape-terminal.ts'
import { paintFor } from '../../runner/reports/text/paint.ts'
import { experimentName } from '../../runner/results/files.ts'
import type { StoredRun } from '../../runner/results/open-results.ts'
import { writeAtomic } from '../../runner/results/write-atomic.ts'
import type { CliContext } from '../context.ts'
import type { ToRun } from '../topologies-to-run.ts'

interface OpenBook {
  readonly book: ExperimentBook
  /** The folder of the page: that of the topology, below the results. */
  readonly home: string
}

export class Experiments {
  readonly #books = new Map<string, OpenBook>()
  readonly #releases: readonly string[]

  /** `releases`: those of the runs, in the order of the command. */
  constructor(releases: readonly string[]) {
    this.#releases = releases
  }

  /** Adds a run, unless it belongs to no experiment. */
  add({ name, release }: Pick<ToRun, 'name' | 'release'>, run: StoredRun): void {
    if (Object.keys(run.info.varied).length === 0) return
    const home = release === null ? dirname(run.path) : dirname(dirname(run.path))
    const open = this.#books.get(name) ?? { book: new ExperimentBook(name, this.#releases), home }
    this.#books.set(name, open)
    open.book.add(run, home, release)
  }

  /** Writes the page and the data of each experiment, and prints their tables. */
  async tell(
    missing: readonly string[],
    reporting: readonly ReporterName[],
    { env, stdout, stderr }: Pick<CliContext, 'env' | 'stdout' | 'stderr'>,
  ): Promise<void> {
    if (this.#books.size === 0) return
    const stream = reporting.some((name) => reporters[name].isDocument) ? stderr : stdout
    const paint = paintFor({ env, stdout: stream })
    const script = await loadPage('experiment')
    for (const { book, home } of this.#books.values()) {
      const experiment = book.experiment(missing)
      const file = join(home, experimentName(hashOf(experiment)))
      writeAtomic(`${file}.json`, `${JSON.stringify({ version: 1, ...experiment }, null, 2)}\n`)
      writeAtomic(`${file}.html`, renderExperiment(experiment, script()))
      const table = renderTable(experiment, paint).join('\n')
      stream.write(`\n${table}\n  page  ${escapeTerminal(file)}.html\n`)
    }
  }
}

/** Experiments of the same runs have the same file. */
function hashOf({ runs }: Experiment): string {
  return createHash('sha256')
    .update(JSON.stringify(runs.map(({ id }) => id)))
    .digest('hex')
    .slice(0, 8)
}
