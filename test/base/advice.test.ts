import { expect, it } from 'vitest'
import { explainMachine, withAdvice } from '../../src/base/advice.ts'

it.each([
  ['ENOSPC: no space left on device, write', 'the disk is full'],
  ["ENOSPC: System limit for number of file watchers reached, watch '/x'", 'max_user_watches'],
  ['EDQUOT: disk quota exceeded, write', 'your quota is used up'],
  ["EROFS: read-only file system, open '/x'", 'read-only'],
  ["EACCES: permission denied, open '/x'", 'permissions'],
  ['spawn node EMFILE', 'ulimit -n'],
  ["ENFILE: file table overflow, open '/x'", 'end other programs'],
  ['spawn node EAGAIN', 'ulimit -u'],
  ['spawn node ENOMEM', 'memory'],
  ['listen EADDRINUSE: address already in use 127.0.0.1', 'no free port'],
  ['connect EADDRNOTAVAIL 127.0.0.1:4001', 'no free port'],
  ['ENOENT: process.cwd failed with error no such file or directory, uv_cwd', 'change to a folder'],
])('%s: %s', (message, advice) => {
  expect(withAdvice(message)).toContain(advice)
  expect(explainMachine(Object.assign(new Error(message), { code: 'E' }))).toBe(withAdvice(message))
})

it('other errors stay as they are', () => {
  expect(withAdvice('listen EADDRINUSE: address already in use 127.0.0.1:4001')).not.toContain(';')
  expect(withAdvice("ENOENT: no such file or directory, open '/x'")).not.toContain(';')
  expect(explainMachine(new Error('a sentence with ENOSPC'))).toBeNull()
  expect(explainMachine(Object.assign(new Error('ENOTDIR'), { code: 'ENOTDIR' }))).toBeNull()
})
