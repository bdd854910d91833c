/**
 * The results of runs, kept in a file while a search goes on. A search draws the same runs again from the same seed, so
 * it resumes when it finds their results here, wherever it was killed.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Played } from './play.ts'

export class Memory {
  readonly #file: string | null
  readonly #results = new Map<string, Played>()

  /** `file`: null keeps nothing. `isFresh`: forgets earlier results. */
  constructor(file: string | null, isFresh: boolean) {
    this.#file = file
    if (file === null) return
    mkdirSync(path.dirname(file), { recursive: true })
    if (isFresh) rmSync(file, { force: true })
    if (existsSync(file)) for (const line of readFileSync(file, 'utf8').split('\n')) this.#read(line)
  }

  get(text: string): Played | undefined {
    return this.#results.get(keyOf(text))
  }

  set(text: string, result: Played): void {
    const key = keyOf(text)
    if (this.#results.has(key)) return
    this.#results.set(key, result)
    if (this.#file === null) return
    // A line that a kill cut short does not spoil the next one.
    appendFileSync(this.#file, `\n${JSON.stringify({ key, result })}`)
  }

  #read(line: string): void {
    try {
      const { key, result } = JSON.parse(line) as { key: string; result: Played }
      this.#results.set(key, result)
    } catch {
      // An empty line, or one that was cut short.
    }
  }
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24)
}
