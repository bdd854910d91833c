/**
 * Experiments: values of a topology that change from run to run.
 *
 *     setting.ts        a path and the value that a run has there (here)
 *     read-vary.ts      `vary:` of the file and `--vary` of the command as factors, each with its values
 *     points.ts         every combination of the values
 *     place-value.ts    puts a value at its path
 *     apply-settings.ts a topology with all the values of a combination
 */
import type { Span } from '../../../../base/errors.ts'
import type { Located } from '../../text/located.ts'

/** A value of one combination, which replaces the value of the topology at `path`. */
export interface Setting {
  /** `boot.relay.reservationDuration` */
  readonly path: string
  /** The place of the path. */
  readonly span: Span
  readonly value: Located
}

/** All values of one combination. */
export interface VariedSettings {
  /** The text that the places refer to: the file, and the settings of the command below it. */
  readonly text: string
  readonly all: readonly Setting[]
}

/** The value as it stands in `--vary path=value`. */
export function valueText({ value }: Pick<Located, 'value'>): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  const isPlain = /^[\w%*./:-]+$/.test(value) && !/^[*]/.test(value) && typeof read(value) !== 'number'
  return isPlain && !/^(?:true|false|null|~)$/i.test(value) ? value : JSON.stringify(value)
}

function read(text: string): unknown {
  return text === '' || Number.isNaN(Number(text)) ? text : Number(text)
}
