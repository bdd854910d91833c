import { AsyncResource } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { aroundWork } from '../../../../src/nodes/module/add-ons/add-on-work.ts'

type Callable = (this: unknown, ...args: unknown[]) => unknown

/** Work under way, whose results wait until they are released. */
function works() {
  const ended: (() => void)[] = []
  let open = 0
  const begin = () => {
    open++
    return (release: () => void) => {
      open--
      ended.push(release)
    }
  }
  const release = () => {
    for (const one of ended.splice(0)) one()
  }
  return { begin, open: () => open, release }
}

describe('work of a native add-on', () => {
  it('is a promise until it has settled, and the result waits for its turn', async () => {
    const control = works()
    const { promise, resolve } = Promise.withResolvers<string>()
    const told: unknown[] = []
    const result = aroundWork('level', control).call('get', () => promise, null, []) as Promise<unknown>
    result.then((value) => told.push(value))
    expect(control.open()).toBe(1)
    resolve('value')
    await promise
    await null
    expect([control.open(), told]).toEqual([0, []])
    control.release()
    await result
    expect(told).toEqual(['value'])
  })

  it('is a callback of a call that began something, until it is called', () => {
    const control = works()
    let callback: Callable = () => {}
    const native: Callable = (_key, given) => {
      new AsyncResource('level.get')
      callback = given as Callable
    }
    const told: unknown[] = []
    aroundWork('level', control).call('get', native, null, ['key', (...all: unknown[]) => told.push(...all)])
    expect(control.open()).toBe(1)
    callback(null, 'value')
    expect([control.open(), told]).toEqual([0, []])
    control.release()
    expect(told).toEqual([null, 'value'])
  })

  it('is no function that the add-on calls at once, or keeps', () => {
    const control = works()
    let kept: Callable = () => {}
    const around = aroundWork('sqlite', control)
    const each: Callable = (given) => (given as Callable)(21)
    expect(around.call('each', each, null, [(value: unknown) => Number(value) * 2])).toBe(42)
    const keep: Callable = (_name, given) => {
      kept = given as Callable
    }
    around.call('function', keep, null, ['twice', (value: unknown) => Number(value) * 2])
    expect(kept(21)).toBe(42)
    const listen: Callable = (given) => {
      new AsyncResource('listener')
      kept = given as Callable
    }
    around.call('onMessage', listen, null, [() => 'heard'])
    expect(kept()).toBe('heard')
    expect(control.open()).toBe(0)
  })

  it('throws what the add-on throws', () => {
    const fail: Callable = () => {
      throw new RangeError('no such key')
    }
    expect(() => aroundWork('level', works()).call('get', fail, null, [() => {}])).toThrow(RangeError)
  })
})
