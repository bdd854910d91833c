import type { Effort } from '../../simulation/clock/virtual.ts'

/** Rounds between two looks below which hand-overs are too rare to matter. */
const fewest = 250
/** Average number of processes at work in a round, from which on a second processor helps. */
const sideBySide = 1.75
/** Fraction of the earlier rounds below which sharing was a mistake: other programs use that processor. */
const slower = 0.9
/** Looks in a row that speak for sharing, or against it, before a change. */
const looksToShare = 2
const looksToStop = 4

/** Decides at regular looks if the processes of a run should share one processor. */
export class TurnTaking {
  #last: Effort = { rounds: 0, steps: 0 }
  #baseline = 0
  #isSharing = false
  #isOver = false
  /** Number of looks in a row that spoke for a change. */
  #looks = 0

  /** Returns true if they should share from now on. After sharing has turned out slower, it stays false. */
  look(effort: Effort, isAlone: boolean): boolean {
    const rounds = effort.rounds - this.#last.rounds
    const steps = effort.steps - this.#last.steps
    this.#last = effort
    const takesTurns = isAlone && rounds >= fewest && steps < sideBySide * rounds
    const isBetter = takesTurns && rounds >= slower * this.#baseline
    if (this.#isOver || isBetter === this.#isSharing) {
      this.#looks = 0
      return this.#isSharing
    }
    this.#looks++
    if (this.#looks < (isBetter ? looksToShare : looksToStop)) return this.#isSharing
    this.#looks = 0
    this.#isOver = this.#isSharing
    this.#isSharing = isBetter
    this.#baseline = rounds
    return isBetter
  }
}
