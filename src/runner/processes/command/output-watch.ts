import type { Pattern } from '../../language/values/pattern.ts'

/** Rules for reading from a program's output when it is ready, and its addresses. */
export interface OutputRules {
  /** The program is ready when each of these has matched a line. */
  readonly ready: readonly Pattern[]
  /** Patterns with one group, a multiaddr. If there are any, the program is ready only after one has matched. */
  readonly find: readonly Pattern[]
  /** Multiaddrs that are known before the start. */
  readonly given: readonly string[]
  /** Returns the multiaddr as the node advertises it. Throws an error with a sentence for the user. */
  readonly check: (address: string) => string
}

export class OutputWatch {
  readonly #rules: OutputRules
  readonly #unseen: Set<Pattern>
  readonly #addresses: Set<string>
  #found = false

  /** Throws when a given text is not a multiaddr. */
  constructor(rules: OutputRules) {
    this.#rules = rules
    this.#unseen = new Set(rules.ready)
    this.#addresses = new Set(rules.given.map(rules.check))
  }

  get addresses(): readonly string[] {
    return [...this.#addresses]
  }

  get isReady(): boolean {
    return this.#unseen.size === 0 && (this.#found || this.#rules.find.length === 0)
  }

  /** The missing output in words: "it printed no line that matches /^ready/ (`ready`)". */
  get missing(): string {
    const [line] = this.#unseen
    if (line !== undefined) return `it printed no line that matches ${line} (\`ready\`)`
    return `it printed no multiaddr that matches ${this.#rules.find.join(' or ')} (\`findMultiaddr\`)`
  }

  /** Returns true if the line had a new address. Throws when a pattern's group is not a multiaddr. */
  take(line: string): boolean {
    for (const pattern of this.#unseen) if (pattern.test(line)) this.#unseen.delete(pattern)
    const before = this.#addresses.size
    for (const pattern of this.#rules.find) {
      const found = pattern.firstGroup(line)
      if (found === null) continue
      this.#found = true
      this.#addresses.add(this.#rules.check(found))
    }
    return this.#addresses.size > before
  }
}
