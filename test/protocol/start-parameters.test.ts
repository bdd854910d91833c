import { describe, expect, it } from 'vitest'
import {
  type SandboxParameters,
  startVariable,
  takeParameters,
  takeStart,
} from '../../src/protocol/start-parameters.ts'

const start = { node: 'alice', port: 4000, path: null, secret: 'hush' }
const parameters: SandboxParameters = {
  ...start,
  seed: '1:1',
  clock: 'virtual',
  epoch: 0,
  time: 100,
  addresses: ['10.0.0.2'],
}
const holding = (value: unknown): NodeJS.ProcessEnv => ({ HOME: '/', [startVariable]: JSON.stringify(value) })

describe('the parameters of a sandbox', () => {
  it('are taken out of the environment', () => {
    const environment = holding(parameters)
    expect(takeParameters(environment)).toEqual(parameters)
    expect(environment).toEqual({ HOME: '/' })
  })

  it('are absent without the variable', () => {
    expect(takeParameters({ HOME: '/' })).toBeUndefined()
  })

  it('are absent without a clock, and the variable stays for the program', () => {
    const environment = holding(start)
    expect(takeParameters(environment)).toBeUndefined()
    expect(takeStart(environment)).toEqual(start)
  })

  it.each<[field: keyof SandboxParameters, value: unknown]>([
    ['node', 1],
    ['port', '4000'],
    ['secret', null],
    ['path', undefined],
    ['seed', 1],
    ['clock', 'sun'],
    ['epoch', null],
    ['time', '0'],
    ['addresses', '10.0.0.2'],
    ['addresses', [1]],
  ])('are refused with %s = %j', (field, value) => {
    expect(() => takeParameters(holding({ ...parameters, [field]: value }))).toThrow(
      "TOPO_NODE does not hold a node's parameters",
    )
  })
})

describe('the parameters of a process without a sandbox', () => {
  it('are taken out of the environment', () => {
    const environment = holding(start)
    expect(takeStart(environment)).toEqual(start)
    expect(environment).toEqual({ HOME: '/' })
  })

  it('are required', () => {
    expect(() => takeStart({})).toThrow('TOPO_NODE is not set')
    expect(() => takeStart(holding({ ...start, port: '4000' }))).toThrow('does not hold')
    expect(() => takeStart(holding('alice'))).toThrow('does not hold')
  })
})
