import { expect, it } from 'vitest'
import { releasesIn } from '../../src/cli/topologies-to-run.ts'
import { ExperimentBook } from '../../src/runner/reports/experiment/collect.ts'
import { openResults } from '../../src/runner/results/open-results.ts'
import { runs } from '../fixtures/runs.ts'
import { storeRun } from '../fixtures/stored-run.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

it('an experiment has its releases in the order of the runs, also for a tag or a range of the command', () => {
  const toRun = ['2.10.0', '3.3.5', '1.9.4'].flatMap((release) => [{ release }, { release }])
  const folder = temporaryFolder()
  const run = openResults(storeRun(folder, runs.passing).path)
  const book = new ExperimentBook('passing', releasesIn(toRun))
  for (const { release } of toRun.toReversed()) book.add(run, folder, release)
  expect(book.experiment([]).factors).toEqual([{ path: 'libp2p', values: ['2.10.0', '3.3.5', '1.9.4'] }])
})
