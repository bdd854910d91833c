import { describe, expect, it } from 'vitest'
import { type Around, wrapExports } from '../../../../src/nodes/module/add-ons/wrap-exports.ts'

/** Exports as Node-API makes them: their properties cannot be replaced. */
function addOn() {
  class Database {
    readonly #name: string
    constructor(name: string) {
      this.#name = name
    }
    get(key: string): string {
      return `${this.#name}/${key}`
    }
  }
  Object.defineProperty(Database.prototype, 'get', { writable: false, configurable: false })
  const exported = { version: '1', size: Buffer.alloc(3), inner: { add: (a: number, b: number) => a + b } }
  return Object.freeze(
    Object.defineProperty(exported, 'Database', { value: Database }),
  ) as typeof exported & {
    readonly Database: typeof Database
  }
}

function recorded() {
  const calls: string[] = []
  const around: Around = {
    call: (name, original, self, args) => {
      calls.push(name)
      return Reflect.apply(original, self, args)
    },
    construct: (name, original, args, made) => {
      calls.push(`new ${name}`)
      return Reflect.construct(original, args, made) as object
    },
  }
  return { calls, exported: wrapExports(addOn(), around) as ReturnType<typeof addOn> }
}

describe('the exports of an add-on', () => {
  it('keep their values, and every call and every method goes through the wrapper', () => {
    const { calls, exported } = recorded()
    expect(exported.version).toBe('1')
    expect(exported.size).toHaveLength(3)
    expect(exported.inner.add(1, 2)).toBe(3)
    expect(new exported.Database('users').get('1')).toBe('users/1')
    expect(calls).toEqual(['inner.add', 'new Database', 'Database.get'])
  })

  it('may have subclasses', () => {
    const { calls, exported } = recorded()
    class Own extends exported.Database {
      override get(key: string): string {
        return super.get(key).toUpperCase()
      }
    }
    expect(new Own('users').get('a')).toBe('USERS/A')
    expect(new Own('users')).toBeInstanceOf(exported.Database)
    expect(calls).toContain('Database.get')
  })
})
