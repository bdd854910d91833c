import { Chalk, type ChalkInstance, supportsColor } from 'chalk'

export type Paint = ChalkInstance

/** The parts of a stream and its environment that decide about colour. */
export interface PaintContext {
  readonly stdout: { readonly isTTY?: boolean | undefined }
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Colour on terminals that support it, unless NO_COLOR is set (https://no-color.org). FORCE_COLOR overrides both. */
export function paintFor({ env, stdout }: PaintContext): Paint {
  return new Chalk({ level: colourLevel(env, stdout.isTTY === true) })
}

function colourLevel(env: PaintContext['env'], isTTY: boolean): 0 | 1 | 2 | 3 {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced === '0' || forced === 'false' ? 0 : 1
  const refused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== ''
  if (refused || !isTTY || env['TERM'] === 'dumb') return 0
  return supportsColor === false ? 1 : supportsColor.level
}

/** Paints an outcome in its colour. */
export function paintOutcome(word: string, paint: Paint): string {
  switch (word.trim().toLowerCase()) {
    case 'pass':
      return paint.green(word)
    case 'fail':
      return paint.red.bold(word)
    case 'unknown':
      return paint.yellow(word)
    case 'known':
      return paint.magenta(word)
    case 'fault':
      return paint.yellow.bold(word)
    case 'running':
      return paint.cyan(word)
    default:
      return paint.dim(word)
  }
}
