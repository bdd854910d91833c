/**
 * The order of Node's event loop for the sockets of the sandbox. A turn has the ends of closed handles, then news of the
 * sockets ("poll"), then results that wait for no news ("pending"). Immediates run between two turns.
 */

/** A piece of work. It returns true to go on before all other work of the turn. */
type Piece = () => boolean

export class Turns {
  /** Number of turns so far. */
  count = 0
  #turn: Piece[] = []
  #closes: Piece[] = []
  #polls: Piece[] = []
  readonly #pending: Piece[] = []
  readonly #wake: () => void

  /** `wake` makes the caller run the turn soon. */
  constructor(wake: () => void) {
    this.#wake = wake
  }

  /** Adds news of a socket, for the next turn. */
  poll(piece: Piece): void {
    this.#add(this.#polls, piece)
  }

  /** Adds a result that waits for no news, for the end of this turn. */
  pending(piece: () => void): void {
    this.#add(this.#pending, once(piece))
  }

  /** Adds the end of a handle, for the next turn. */
  closing(piece: () => void): void {
    this.#add(this.#closes, once(piece))
  }

  #add(queue: Piece[], piece: Piece): void {
    queue.push(piece)
    if (this.#closes.length + this.#pending.length + this.#polls.length === 1) this.#wake()
  }

  /** True when there is work for the next turn. */
  get isWaiting(): boolean {
    return this.#closes.length + this.#polls.length > 0
  }

  /** Begins the next turn. Returns false when there is nothing to do in it. */
  begin(): boolean {
    if (!this.isWaiting) return false
    this.count++
    this.#turn.push(...this.#closes, ...this.#polls)
    this.#closes = []
    this.#polls = []
    return true
  }

  /** Does one piece of the turn's work. Returns false when nothing is left of it. */
  runOne(): boolean {
    const piece = this.#turn.shift() ?? this.#pending.shift()
    if (piece === undefined) return false
    if (piece()) this.#turn.unshift(piece)
    return true
  }
}

function once(piece: () => void): Piece {
  return () => {
    piece()
    return false
  }
}
