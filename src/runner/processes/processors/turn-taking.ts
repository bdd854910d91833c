import type { Effort } from '../../simulation/clock/virtual.ts'

/** Rounds between two looks below which little is handed over. */
const fewest = 250
/** Processes at work in a round, on average, from which on a second processor helps. */
const sideBySide = 1.75
/** Part of the rounds before sharing, in the same time, below which it was a mistake: others want that processor. */
const slower = 0.9
/** Looks in a row that speak for sharing, or against it, before anything is changed. */
const looksToShare = 2
const looksToStop = 4

/** Decides, look by look at the same interval, whether the processes of a run better share one processor. */
export class TurnTaking {
  #last: Effort = { rounds: 0, steps: 0 }
  #baseline = 0
  #isSharing = false
  #isOver = false
  /** Looks in a row that spoke for a change. */
  #looks = 0

  /** Whether they are to share from now on. Once it has turned out to be slower, never again. */
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
