/** The keys of `--watch`: a all, f failed, p pattern, q quit. */
import { messageOf } from '../../../base/errors.ts'
import type { Wish } from './wish.ts'

const controlC = '\u0003'
const escapeKey = '\u001b'
const backspaces = ['\u007f', '\b']

/** Turns what is typed into wishes. `show` prints a text at the cursor. */
export class WatchKeys {
  readonly #wish: (wish: Wish) => void
  readonly #show: (text: string) => void
  /** The pattern as far as it is typed; null: no pattern is asked for. */
  #pattern: string | null = null

  constructor(wish: (wish: Wish) => void, show: (text: string) => void) {
    this.#wish = wish
    this.#show = show
  }

  type(text: string): void {
    for (const key of text) {
      if (key === controlC) this.#wish({ kind: 'interrupt' })
      else if (this.#pattern !== null) this.#edit(key, this.#pattern)
      else this.#command(key)
    }
  }

  #command(key: string): void {
    switch (key) {
      case 'a':
        this.#wish({ kind: 'all' })
        break
      case 'f':
        this.#wish({ kind: 'failed' })
        break
      case 'q':
        this.#wish({ kind: 'quit' })
        break
      case 'p':
        this.#pattern = ''
        this.#show('\npattern of names or paths, then Enter (none: all): ')
    }
  }

  #edit(key: string, typed: string): void {
    if (key === '\r' || key === '\n') {
      this.#enter(typed)
    } else if (key === escapeKey) {
      this.#pattern = null
      this.#show('\n')
    } else if (!backspaces.includes(key)) {
      this.#pattern = `${typed}${key}`
      this.#show(key)
    } else if (typed !== '') {
      this.#pattern = typed.slice(0, -1)
      this.#show('\b \b')
    }
  }

  #enter(typed: string): void {
    this.#pattern = null
    this.#show('\n')
    try {
      this.#wish({ kind: 'pattern', pattern: typed === '' ? null : new RegExp(typed, 'i') })
    } catch (error) {
      this.#show(`${messageOf(error)}\n`)
    }
  }
}

/** Reads keys from a stream until it is disposed of. A terminal gives each key at once. */
export function readKeys(stdin: NodeJS.ReadStream, keys: WatchKeys): Disposable {
  const type = (chunk: Buffer | string) => keys.type(String(chunk))
  if (stdin.isTTY) stdin.setRawMode(true)
  stdin.on('data', type)
  return {
    [Symbol.dispose]: () => {
      stdin.off('data', type)
      if (stdin.isTTY) stdin.setRawMode(false)
      stdin.pause()
    },
  }
}
