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

/** npm and pnpm name themselves in the environment of what they start, such as a script. The user's own PATH has no topo then. */
function commandIn(env: ReporterContext['env']): string {
  if (env['npm_config_user_agent']?.startsWith('pnpm/')) return 'pnpm exec topo'
  return env['npm_command'] === undefined ? 'topo' : 'npx topo'
}
