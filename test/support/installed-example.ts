/** Examples with packages of their own. `.ci/run` installs them; elsewhere `npm ci` in the folder of the example does. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Plan } from '../../src/runner/language/plan/plan.ts'
import { resolvePaths } from '../../src/runner/language/plan/resolve-paths.ts'
import { planOf, replaced, root } from './run-topology.ts'

export interface InstalledExample {
  /** False, with a notice, when the packages are missing. In CI that is an error. */
  readonly isInstalled: boolean
  /** The plan of a topology of the example, with a part of its text replaced. */
  plan(name: string, from?: string | RegExp, to?: string): Plan
}

export function installedExample(example: string): InstalledExample {
  const folder = path.join(root, 'examples', example)
  const isInstalled = existsSync(path.join(folder, 'node_modules'))
  const notice = `examples/${example}: not installed; \`npm ci\` in it does`
  if (!isInstalled && process.env['CI'] !== undefined) throw new Error(notice)
  if (!isInstalled) process.stderr.write(`SKIPPED ${notice}\n`)
  return {
    isInstalled,
    plan: (name, from = '', to = '') => {
      const file = `${name}.yaml`
      const text = readFileSync(path.join(folder, file), 'utf8')
      return resolvePaths(planOf(replaced(file, text, [from, to])), folder)
    },
  }
}
