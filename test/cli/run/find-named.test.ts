import { expect, test } from 'vitest'
import { findNamed } from '../../../src/cli/run/find-named.ts'

test('an argument is a file, a folder, a glob, or a part of a path below topologies/', () => {
  const find = (...names: readonly string[]) => findNamed(names)
  expect(find('topologies/hello.yaml', 'topologies/hello.yaml')).toEqual(['topologies/hello.yaml'])
  expect(find('no-such.yaml')).toEqual(['no-such.yaml'])
  expect(find('topologies/nat-k*.yaml')).toEqual(['topologies/nat-kinds.yaml'])
  expect(find('NAT-KIND')).toEqual(['topologies/nat-kinds.yaml'])
  expect(find()).toEqual(find('topologies'))
  expect(() => find('nat-kidns')).toThrow('no topology matches nat-kidns: did you mean nat-kinds?')
  expect(() => find('topologies/*.txt')).toThrow('no topology matches topologies/*.txt')
})
