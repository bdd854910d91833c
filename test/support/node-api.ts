/**
 * Walks all that a program can reach of Node: the globals, and the exports of every builtin module with their classes,
 * methods and getters. Each thing has one name, whatever else it is reachable by.
 */
import { builtinModules, createRequire } from 'node:module'

/** Name, such as `fs.promises.open` or `net.Socket#connect` -> its source, or its kind where it has none. */
export type NodeApi = Readonly<Record<string, string>>

/** Names that lead to the same thing as another name. */
const privateModules = /^_|^sys$|^punycode$/

export function walkNodeApi(): NodeApi {
  const found: Record<string, string> = {}
  const seen = new Set<unknown>()
  const require = createRequire(import.meta.url)

  const visit = (name: string, value: unknown, descriptor: PropertyDescriptor, depth: number): void => {
    if (descriptor.get !== undefined) found[name] = `get ${sourceOf(descriptor.get)}`
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return
    if (seen.has(value)) return
    seen.add(value)
    if (typeof value === 'function') {
      if (descriptor.get === undefined) found[name] = sourceOf(value)
      walk(`${name}.`, value, depth + 1, builtinKeys)
      const prototype: unknown = (value as { prototype?: unknown }).prototype
      if (typeof prototype === 'object' && prototype !== null && !seen.has(prototype)) {
        seen.add(prototype)
        walk(`${name}#`, prototype, depth + 1, ['constructor'])
      }
    } else if (isPlain(value) || depth < 2) walk(`${name}.`, value, depth + 1, [])
  }

  const walk = (prefix: string, target: object, depth: number, without: readonly string[]): void => {
    if (depth > 5) return
    for (const key of Object.getOwnPropertyNames(target)) {
      if (without.includes(key) || ofThisProcess.test(key)) continue
      const descriptor = Object.getOwnPropertyDescriptor(target, key)
      if (descriptor === undefined) continue
      visit(`${prefix}${key}`, read(target, key, descriptor), descriptor, depth)
    }
    // Objects such as `performance` and `process` have their methods in prototypes of their own.
    const parent: unknown = Object.getPrototypeOf(target)
    if (
      typeof target === 'object' &&
      parent !== null &&
      typeof parent === 'object' &&
      !seen.has(parent) &&
      !without.includes('constructor')
    ) {
      seen.add(parent)
      if (!common.has(parent)) walk(prefix, parent, depth, ['constructor'])
    }
  }

  const common = new Set<object>([Object.prototype, Array.prototype, Function.prototype])
  walk('', globalThis, 0, ['globalThis', 'global', 'process'])
  const modules = builtinModules.filter((name) => !privateModules.test(name))
  for (const module of [...modules, ...builtinModules.filter((name) => privateModules.test(name))]) {
    const exported: unknown = require(module)
    visit(`node:${module.replace(/^node:/, '')}`, exported, { value: exported }, 0)
  }
  return found
}

/** Streams and listeners, which depend on how a process was started. */
const ofThisProcess = /^_?std(in|out|err)$|^_events$/

const builtinKeys = ['length', 'name', 'prototype', 'arguments', 'caller', 'super_']

function read(target: object, key: string, descriptor: PropertyDescriptor): unknown {
  if (descriptor.get === undefined) return descriptor.value
  // Getters of prototypes are judged, not called.
  if (Object.hasOwn(target, 'constructor')) return undefined
  try {
    return Reflect.get(target, key)
  } catch {
    return undefined
  }
}

function isPlain(value: object): boolean {
  const parent: unknown = Object.getPrototypeOf(value)
  return parent === Object.prototype || parent === null
}

function sourceOf(value: unknown): string {
  return Function.prototype.toString.call(value)
}
