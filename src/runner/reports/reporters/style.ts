import { Chalk } from 'chalk'
import { type Paint, paintFor } from '../text/paint.ts'
import type { ReporterContext } from './reporter.ts'

/** Style of text for people. */
export interface Style {
  readonly paint: Paint
  /** Columns at which lines wrap; Infinity for no wrapping. */
  readonly columns: number
  /** The command that runs topo here: `topo`, `npx topo`. */
  readonly topo: string
}

/** Style for files and other programs. */
export const plainStyle: Style = {
  paint: new Chalk({ level: 0 }),
  columns: Number.POSITIVE_INFINITY,
  topo: 'topo',
}

/** Style for the reader of stdout. npm says in the environment that npx made the call. */
export function styleFor(context: Pick<ReporterContext, 'env' | 'stdout'>): Style {
  return {
    paint: paintFor(context),
    columns: context.stdout.isTTY === true ? context.stdout.columns || 80 : Number.POSITIVE_INFINITY,
    topo: context.env['npm_command'] === 'exec' ? 'npx topo' : 'topo',
  }
}
