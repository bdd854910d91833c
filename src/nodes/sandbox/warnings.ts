/** Uses that the sandbox lets through although a run with them may not repeat. Each is told once, as a note of the node. */
import { replace } from './replace.ts'

type Callable = (...args: never[]) => unknown

/** The warnings of one node. */
export class Warnings {
  readonly #told = new Set<string>()
  readonly #tell: (text: string) => void

  constructor(tell: (text: string) => void) {
    this.#tell = tell
  }

  tellOnce(what: string, sentence: string): void {
    if (this.#told.has(what)) return
    this.#told.add(what)
    this.#tell(sentence)
  }
}

let present: () => Warnings | null = () => null

/** Gives the warnings to the node whose code runs, from now on; none is given before. */
export function warnPresentNode(warnings: () => Warnings): void {
  present = warnings
}

/** Warns once of the use of `name`; `why` is a sentence without its subject: `draws from OpenSSL`. */
export function warnOf(name: string, why: string): void {
  present()?.tellOnce(name, `${name} ${why}, so this run may not repeat`)
}

/** Tells a sentence, once. */
export function tellOnce(sentence: string): void {
  present()?.tellOnce(sentence, sentence)
}

/** Makes the first call of a function, or the first `new` of a class, warn. */
export function warnOnUse(target: object, key: string, name: string, why: string): void {
  const original: unknown = Reflect.get(target, key)
  if (typeof original !== 'function') return
  const stand: Callable = new Proxy(original as Callable, {
    apply(callee, self, args) {
      warnOf(name, why)
      return Reflect.apply(callee, self, args)
    },
    construct(callee, args, made) {
      warnOf(name, why)
      return Reflect.construct(callee, args, made === stand ? callee : made) as object
    },
  })
  replace(target, key, stand)
}
