import type { Pattern } from '../../language/values/pattern.ts'

/** Tells from what a program prints when it is ready, and where it can be dialled. */
export interface OutputRules {
  /** Lines that have to match before it is ready, each one by some line. */
  readonly ready: readonly Pattern[]
  /** Patterns with one group, a multiaddr; if there are any, one has to be found before it is ready. */
  readonly find: readonly Pattern[]
  /** Multiaddrs that are known before. */
  readonly given: readonly string[]
  /** A multiaddr as it is advertised. Throws an error with a sentence for the user. */
  readonly check: (address: string) => string
}

export class OutputWatch {
  readonly #rules: OutputRules
  readonly #unseen: Set<Pattern>
  readonly #addresses: Set<string>
  #found = false

  /** Throws when a given multiaddr is none. */
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

  /** What is still to be printed: "no line that matches /^ready/ (`ready`)". */
  get missing(): string {
    const [line] = this.#unseen
    if (line !== undefined) return `it printed no line that matches ${line} (\`ready\`)`
    return `it printed no multiaddr that matches ${this.#rules.find.join(' or ')} (\`findMultiaddr\`)`
  }

  /** Whether the line had another address. Throws when what it has in the place of a multiaddr is none. */
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
