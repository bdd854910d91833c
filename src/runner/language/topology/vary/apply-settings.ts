import type { Diagnostic } from '../../../../base/errors.ts'
import type { Located } from '../../text/located.ts'
import { isMistake, placeValue } from './place-value.ts'
import type { Setting } from './setting.ts'

export interface Applied {
  /** Without `vary`, and with the values of the settings. */
  readonly root: Located
  readonly diagnostics: readonly Diagnostic[]
}

/** Puts the values of all settings into a topology. */
export function applySettings(root: Located, settings: readonly Setting[]): Applied {
  const diagnostics: Diagnostic[] = []
  let applied = root
  for (const setting of settings) {
    const placed = placeValue(applied, setting)
    if (isMistake(placed)) diagnostics.push(placed)
    else applied = placed
  }
  return { root: applied, diagnostics }
}
