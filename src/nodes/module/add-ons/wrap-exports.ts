/** A copy of a native add-on's exports in which `around` runs every function and every method of a class. */
type Callable = (this: unknown, ...args: unknown[]) => unknown
type Class = new (...args: unknown[]) => object

/** Calls the function, or refuses. `name` is the path of the function in the exports: `Database.get`. */
export interface Around {
  call(name: string, original: Callable, self: unknown, args: unknown[]): unknown
  construct(name: string, original: Class, args: unknown[], made: Class): object
}

/** Exports have no deep trees. */
const maximalDepth = 3

export function wrapExports(exported: unknown, around: Around, path = '', depth = 0): unknown {
  if (typeof exported === 'function') {
    const methods = methodsOf(exported as Class)
    return methods.length === 0
      ? wrapFunction(exported as Callable, around, path)
      : wrapClass(exported as Class, methods, around, path)
  }
  if (typeof exported !== 'object' || exported === null || depth === maximalDepth) return exported
  if (!isNamespace(exported)) return exported
  const copy: object = Object.create(Object.getPrototypeOf(exported) as object | null)
  const inside: Around = {
    ...around,
    // Its functions may look for what belongs to the object itself.
    call: (name, original, self, args) => around.call(name, original, self === copy ? exported : self, args),
  }
  for (const key of Reflect.ownKeys(exported)) {
    const { enumerable = true } = Object.getOwnPropertyDescriptor(exported, key) ?? {}
    const name = path === '' ? String(key) : `${path}.${String(key)}`
    const value = wrapExports(Reflect.get(exported, key), inside, name, depth + 1)
    Object.defineProperty(copy, key, { value, enumerable, writable: true, configurable: true })
  }
  return copy
}

/** Keeps apart plain objects from instances, arrays and buffers. */
function isNamespace(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

function methodsOf(of: Class): readonly string[] {
  const prototype: unknown = of.prototype
  if (typeof prototype !== 'object' || prototype === null) return []
  return Object.getOwnPropertyNames(prototype).filter((name) => {
    const value: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value
    return name !== 'constructor' && typeof value === 'function'
  })
}

function wrapFunction(original: Callable, around: Around, name: string): unknown {
  const stand: Callable = new Proxy(original, {
    apply: (_, self, args) => around.call(name, original, self, args),
    construct: (_, args, made) =>
      around.construct(name, original as unknown as Class, args, (made === stand ? original : made) as Class),
  })
  return stand
}

/** A subclass: the methods of a native class can often not be replaced. */
function wrapClass(original: Class, methods: readonly string[], around: Around, name: string): Class {
  const stand = new Proxy(class extends original {}, {
    construct: (_, args, made) => around.construct(name, original, args, made as Class),
  })
  Object.defineProperty(stand, 'name', { value: original.name, configurable: true })
  for (const method of methods) {
    const inner = Reflect.get(original.prototype, method) as Callable
    Object.defineProperty(stand.prototype, method, {
      value(this: unknown, ...args: unknown[]) {
        return around.call(`${name}.${method}`, inner, this, args)
      },
      writable: true,
      configurable: true,
    })
  }
  return stand
}
