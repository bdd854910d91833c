/** Replaces a property by a value. The property stays enumerable, or not. */
export function replace(target: object, key: PropertyKey, value: unknown): void {
  const known = Object.getOwnPropertyDescriptor(target, key)
  Object.defineProperty(target, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: known?.enumerable ?? true,
  })
}

/** Replaces a property by a getter. The property stays enumerable, or not. */
export function replaceGetter(target: object, key: PropertyKey, get: (this: never) => unknown): void {
  const known = Object.getOwnPropertyDescriptor(target, key)
  Object.defineProperty(target, key, { get, configurable: true, enumerable: known?.enumerable ?? true })
}

/** Gives a replacement the name and the arity of the original function. */
export function disguise<F extends (...args: never[]) => unknown>(
  stand: F,
  original: { name: string; length: number },
): F {
  Object.defineProperty(stand, 'name', { value: original.name, configurable: true })
  Object.defineProperty(stand, 'length', { value: original.length, configurable: true })
  return stand
}

/** Returns an error with a code, as Node makes them. */
export function nodeError(kind: ErrorConstructor, code: string, message: string): Error {
  return Object.assign(new kind(message), { code })
}
