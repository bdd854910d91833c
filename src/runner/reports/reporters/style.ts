import { Chalk } from 'chalk'
import { type Paint, paintFor } from '../text/paint.ts'
import type { ReporterContext } from './reporter.ts'

/** How text for people looks. */
export interface Style {
  readonly paint: Paint
  /** Longer lines are broken; Infinity: they are not. */
  readonly columns: number
  /** How topo is called here: `topo`, `npx topo`. */
  readonly topo: string
}

/** For files and other programs. */
export const plainStyle: Style = {
  paint: new Chalk({ level: 0 }),
  columns: Number.POSITIVE_INFINITY,
  topo: 'topo',
}

/** For whoever reads along. npm says in the environment that it was npx that called. */
export function styleFor(context: Pick<ReporterContext, 'env' | 'stdout'>): Style {
  return {
    paint: paintFor(context),
    columns: context.stdout.isTTY === true ? context.stdout.columns || 80 : Number.POSITIVE_INFINITY,
    topo: context.env['npm_command'] === 'exec' ? 'npx topo' : 'topo',
  }
}
