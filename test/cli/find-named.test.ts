import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { findNamed, placesOf } from '../../src/cli/find-named.ts'

test('an argument is a file, a folder, a glob, or a part of a path below topologies/', () => {
  const find = (...names: readonly string[]) => findNamed(names).files
  expect(find('topologies/hello.yaml', 'topologies/hello.yaml')).toEqual(['topologies/hello.yaml'])
  expect(find('no-such.yaml')).toEqual(['no-such.yaml'])
  expect(find('topologies/nat-k*.yaml')).toEqual(['topologies/nat-kinds.yaml'])
  expect(find('NAT-KIND')).toEqual(['topologies/nat-kinds.yaml'])
  expect(find()).toEqual(find('topologies'))
  expect(() => find('nat-kidns')).toThrow('no topology matches nat-kidns: did you mean nat-kinds?')
  expect(find('large/swarm')).toEqual(['topologies/large/swarm.yaml'])
  expect(() => find('topologies/*.txt')).toThrow('no topology matches topologies/*.txt')
})

test('a file that is named in several ways is there once, as it is named first', () => {
  const file = 'topologies/hello.yaml'
  const names = [`./${file}`, file, resolve(file), 'topologies/../topologies/hel*.yaml', 'hello.yaml']
  expect(findNamed(['topologies/nat-kinds.yaml', ...names.slice(0, 4)]).files).toEqual([
    'topologies/nat-kinds.yaml',
    `./${file}`,
  ])
  const large = 'topologies/large/swarm.yaml'
  expect(findNamed(['topologies', `./${large}`]).leftOut).toEqual([])
  expect(findNamed(['topologies', './topologies']).leftOut).toEqual([large])
})

test('the places of names are those in which their files are or may come to be', () => {
  const names = [
    'topologies/hello.yaml',
    'no-such.yaml',
    'docs',
    'topologies/nat-*.yaml',
    '*/x.yaml',
    'relay',
  ]
  expect(placesOf(names)).toEqual([
    ...['topologies/hello.yaml', 'no-such.yaml', 'docs', 'topologies', '.', 'topologies'],
  ])
  expect(placesOf(['/*/x.yaml'])).toEqual(['/'])
  expect(placesOf([])).toEqual(['topologies'])
})

test('a large topology runs if it or its folder is named, and a folder above leaves it out', () => {
  const large = 'topologies/large/swarm.yaml'
  for (const names of [[], ['topologies']]) {
    const { files, leftOut } = findNamed(names)
    expect(files).not.toContain(large)
    expect(files).toContain('topologies/hello.yaml')
    expect(leftOut).toEqual([large])
  }
  for (const name of ['topologies/large', large, 'swarm'])
    expect(findNamed([name])).toEqual({ files: [large], leftOut: [] })
  expect(findNamed(['topologies', large]).files).toContain(large)
})
