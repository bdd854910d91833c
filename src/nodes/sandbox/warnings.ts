/** Uses that the sandbox lets through although a run with them may not repeat. Each is told once, as a note of the node. */
import { replace } from './replace.ts'

type Callable = (...args: never[]) => unknown

const told = new Set<string>()
let tell: (text: string) => void = () => {}

/** Takes the warnings from now on; none is given before. */
export function onWarning(listener: (text: string) => void): void {
  tell = listener
}

/** Warns once of the use of `name`; `why` is a sentence without its subject: `draws from OpenSSL`. */
export function warnOf(name: string, why: string): void {
  if (told.has(name)) return
  told.add(name)
  tell(`${name} ${why}, so this run may not repeat`)
}

/** Tells a sentence, once. */
export function tellOnce(sentence: string): void {
  if (told.has(sentence)) return
  told.add(sentence)
  tell(sentence)
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
