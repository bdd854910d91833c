import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Chalk } from 'chalk'
import { type Paint, paintFor } from '../text/paint.ts'
import type { ReporterContext } from './reporter.ts'

/** Style of text for people. */
export interface Style {
  readonly paint: Paint
  /** Columns at which lines wrap; Infinity for no wrapping. */
  readonly columns: number
  /** The command that runs topo here: `topo`, `npx topo`, `pnpm exec topo`. */
  readonly topo: string
}

/** Style for files and other programs. */
export const plainStyle: Style = {
  paint: new Chalk({ level: 0 }),
  columns: Number.POSITIVE_INFINITY,
  topo: 'topo',
}

/** Style for files that people read where `env` is the environment. */
export function plainStyleIn(env: ReporterContext['env']): Style {
  return { ...plainStyle, topo: commandIn(env) }
}

/** Style for the reader of stdout. */
export function styleFor(context: Pick<ReporterContext, 'env' | 'stdout'>): Style {
  return {
    paint: paintFor(context),
    columns: context.stdout.isTTY === true ? context.stdout.columns || 80 : Number.POSITIVE_INFINITY,
    topo: commandIn(context.env),
  }
}

/**
 * Returns the command that runs topo for somebody with this environment. npm and pnpm name themselves in the environment
 * of what they start, such as a script: they have added a topo to PATH that the user's own PATH has not.
 */
export function commandIn(env: ReporterContext['env']): string {
  if (env['npm_config_user_agent']?.startsWith('pnpm/')) return 'pnpm exec topo'
  return env['npm_command'] === undefined && isOnPath(env['PATH']) ? 'topo' : 'npx topo'
}

/** Returns true if a folder of the path has topo, and also without a path. Tools of npm's projects add their own folder. */
function isOnPath(path: string | undefined): boolean {
  if (path === undefined) return true
  const folders = path.split(delimiter).filter((folder) => !folder.includes(join('node_modules', '.bin')))
  return folders.some((folder) => existsSync(join(folder, 'topo')))
}
