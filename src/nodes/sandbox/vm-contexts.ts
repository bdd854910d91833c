/** Contexts of node:vm have globals of their own: they get the clock and the randomness of the node. */
import vm from 'node:vm'
import { installTemporal } from './clock/temporal.ts'
import { disguise, replace } from './replace.ts'

type CreateContext = (object?: unknown, options?: object) => object

export function installContexts(now: () => number): void {
  const known = new WeakSet<object>()
  const create = vm.createContext as CreateContext
  const prepare = (context: object): object => {
    if (known.has(context)) return context
    known.add(context)
    const inner = new vm.Script('globalThis').runInContext(context as vm.Context) as typeof globalThis
    for (const name of ['Date', 'FinalizationRegistry'] as const) replace(inner, name, globalThis[name])
    replace(inner.Math, 'random', Math.random)
    installTemporal(inner, now)
    return context
  }
  const made = ((object: unknown = {}, options: object = {}) =>
    prepare(create(object, options))) as CreateContext
  replace(vm, 'createContext', disguise(made, create))

  const fresh = (object: unknown, options: unknown) => {
    const { contextName, contextOrigin, contextCodeGeneration, microtaskMode } = (
      typeof options === 'object' && options !== null ? options : {}
    ) as Record<string, unknown>
    const given = {
      name: contextName,
      origin: contextOrigin,
      codeGeneration: contextCodeGeneration,
      microtaskMode,
    }
    return made(object, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)))
  }
  const run = vm.runInNewContext
  const { runInContext } = vm
  replace(
    vm,
    'runInNewContext',
    disguise(
      (code: string, object?: unknown, options?: object | string) =>
        runInContext(code, fresh(object, options) as vm.Context, options as object),
      run,
    ),
  )
  const { prototype } = vm.Script
  const runScript = prototype.runInNewContext
  const inFresh = function (this: vm.Script, object?: unknown, options?: object) {
    return this.runInContext(fresh(object, options) as vm.Context, options)
  }
  replace(prototype, 'runInNewContext', disguise(inFresh, runScript))
}
