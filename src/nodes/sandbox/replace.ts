/** Replaces a property in place, whatever its kind was, and leaves it as enumerable as it was. */
export function replace(target: object, key: PropertyKey, value: unknown): void {
  const known = Object.getOwnPropertyDescriptor(target, key)
  Object.defineProperty(target, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: known?.enumerable ?? true,
  })
}

/** The same for a property that is computed on every read. */
export function replaceGetter(target: object, key: PropertyKey, get: (this: never) => unknown): void {
  const known = Object.getOwnPropertyDescriptor(target, key)
  Object.defineProperty(target, key, { get, configurable: true, enumerable: known?.enumerable ?? true })
}

/** Gives a stand-in the name and arity of what it stands in for. */
export function disguise<F extends (...args: never[]) => unknown>(
  stand: F,
  original: { name: string; length: number },
): F {
  Object.defineProperty(stand, 'name', { value: original.name, configurable: true })
  Object.defineProperty(stand, 'length', { value: original.length, configurable: true })
  return stand
}

/** An error as Node makes them: with a code, and the code in its printed name. */
export function nodeError(kind: ErrorConstructor, code: string, message: string): Error {
  return Object.assign(new kind(message), { code })
}
