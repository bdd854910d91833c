import { AssertionError } from 'node:assert'
import type { AppliedFault } from './live-session.ts'

/** Throws an AssertionError when a fault is over and has changed nothing, unless it is `harmless: true`. */
export function assertBit({ player, verdict }: AppliedFault, given: object): void {
  const { entry, changes } = verdict()
  const isHarmless = 'harmless' in given && given.harmless === true
  if (player.lasts || changes.length > 0 || isHarmless || ('for' in given && given.for !== undefined)) return
  throw new AssertionError({
    message: `${entry} changed nothing, so nothing is tested. Add \`harmless: true\` if that is meant`,
  })
}
