import { expect } from 'vitest'
import { type ReporterName, reporters } from '../../../../src/runner/reports/reporters/registry.ts'
import { replay } from '../../../../src/runner/reports/reporters/replay.ts'
import { createReporters, Reporting } from '../../../../src/runner/reports/reporters/reporting.ts'
import { openResults } from '../../../../src/runner/results/open-results.ts'
import { contextOf, playInto, TextOutput } from '../../../fixtures/report.ts'
import { runNames, runs } from '../../../fixtures/runs.ts'
import { storeRun } from '../../../fixtures/stored-run.ts'
import { test } from '../../../support/temporary-folder.ts'

for (const name of Object.keys(reporters) as ReporterName[]) {
  for (const run of runNames) {
    test(`the ${name} report of a stored ${run} run is the one that it had while it went on`, async ({
      folder,
    }) => {
      const stored = openResults(storeRun(folder, runs[run]).path)
      const [live, replayed] = [new TextOutput(), new TextOutput()]
      const first = new Reporting(await createReporters([name], contextOf(live)))
      playInto(first, runs[run], stored.info)
      const second = new Reporting(await createReporters([name], contextOf(replayed)))
      replay(stored, second)
      expect([...first.close(), ...second.close()]).toEqual([])
      expect(replayed.text).toBe(live.text)
      expect(live.text !== '' || run !== 'failing').toBe(true)
    })
  }
}
