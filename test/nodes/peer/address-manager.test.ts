import { expect, it } from 'vitest'
import { MappingBeliefs } from '../../../src/nodes/peer/address-manager.ts'

const internal = { address: '10.0.0.2', port: 4001 }
const mapping = { internal, external: { address: '5.16.0.10', port: 4001 } }
const other = { internal, external: { address: '5.16.0.10', port: 4002 } }

it('a host believes in each port mapping once, and no longer when it has ended', () => {
  const calls: unknown[] = []
  const note =
    (what: string) =>
    (...[, , , externalPort]: readonly unknown[]) =>
      calls.push(`${what} ${externalPort}`)
  const addressManager = { addPublicAddressMapping: note('add'), removePublicAddressMapping: note('remove') }
  const beliefs = new MappingBeliefs([mapping])
  const service = beliefs.service({ addressManager })
  expect(calls).toEqual([])
  service.afterStart()
  beliefs.learn(mapping, true)
  beliefs.learn(other, true)
  beliefs.learn(mapping, false)
  beliefs.learn(mapping, false)
  expect(calls).toEqual(['add 4001', 'add 4002', 'remove 4001'])
})
