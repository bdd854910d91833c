import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { opensSockets } from '../../../../src/nodes/module/add-ons/opens-sockets.ts'
import { root } from '../../../support/run-topology.ts'
import { test } from '../../../support/temporary-folder.ts'

const bindings = path.join(root, 'node_modules/@rolldown')

test('a program with sockets takes their function from the system', () => {
  expect(opensSockets(process.execPath)).toBe(true)
})

test('an add-on that only computes does not', () => {
  const files = readdirSync(bindings, { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.node'),
  )
  expect(files).not.toEqual([])
  for (const file of files) expect(opensSockets(path.join(bindings, file))).toBe(false)
})

test('a library of another system tells by its names', ({ folder }) => {
  const file = path.join(folder, 'add-on.node')
  writeFileSync(file, Buffer.from('\xcf\xfa\xed\xfe\0_malloc\0_socket\0', 'latin1'))
  expect(opensSockets(file)).toBe(true)
  writeFileSync(file, Buffer.from('\xcf\xfa\xed\xfe\0_malloc\0_sockets of mine\0', 'latin1'))
  expect(opensSockets(file)).toBe(false)
})
