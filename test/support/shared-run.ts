import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, watch } from 'node:fs'
import path from 'node:path'
import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { openResults } from '../../src/runner/results/open-results.ts'
import { sharedRunsVariable } from '../setup/temporary-directory.ts'
import { type JudgedRun, runUndisturbed } from './run-topology.ts'

/**
 * Runs a plan at the first call, in whichever test file that is; later calls read the stored run.
 * In virtual time every run of a plan gives the same events, so one run serves all tests.
 */
export async function sharedRun(plan: Plan): Promise<JudgedRun> {
  const key = createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 24)
  const folder = path.join(process.env[sharedRunsVariable] ?? '', key)
  if (claim(folder)) {
    try {
      const run = await runUndisturbed(plan, { root: folder })
      mkdirSync(path.join(folder, 'done'))
      return run
    } catch (error) {
      mkdirSync(path.join(folder, 'failed'))
      throw error
    }
  }
  await untilOver(folder)
  if (!existsSync(path.join(folder, 'done'))) throw new Error(`the shared run of ${plan.name} failed`)
  return read(path.join(folder, plan.name))
}

/** True for one caller only, of all processes: the one that makes the folder. */
function claim(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch {
    return false
  }
}

function untilOver(folder: string): Promise<void> {
  const isOver = () => ['done', 'failed'].some((name) => existsSync(path.join(folder, name)))
  return new Promise((resolve) => {
    const watcher = watch(folder, look)
    function look(): void {
      if (!isOver()) return
      watcher.close()
      resolve()
    }
    look()
  })
}

/** Reads the newest run: a disturbed run in real time is repeated. */
function read(folder: string): JudgedRun {
  const { verdict, events } = openResults(folder)
  return { verdict, events: [...events()] }
}
