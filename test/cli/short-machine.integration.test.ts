/** A machine that has too little of something: the user is told what, and what to do, in place of a stack. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect } from 'vitest'
import { root } from '../support/run-topology.ts'
import { test } from '../support/temporary-folder.ts'

const hello = path.join(root, 'topologies/hello.yaml')
const topo = `"${process.execPath}" "${path.join(root, 'cli.ts')}"`
const advice = {
  files: /EMFILE.*; this process may open too few files: raise the limit with "ulimit -n 1024"/,
  disk: /ENOSPC.*; the disk is full: free some space, or choose a folder on another disk/,
  ports: /EADDRINUSE.*; this machine has no free port: end other programs, or widen the range/,
  folder: /uv_cwd; the working directory is gone: change to a folder that exists/,
}

function shell(script: string, { cwd = root, by = ['sh', '-c'] } = {}) {
  const [file = '', ...args] = by
  const { status, stdout, stderr } = spawnSync(file, [...args, script], { cwd, encoding: 'utf8' })
  expect(stdout + stderr).not.toMatch(/\n\s+at /)
  return { status, text: stdout + stderr }
}

// Mounts a file system of its own, which not every machine allows its users.
const byMount = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c']
const canMount = spawnSync('unshare', [...byMount.slice(1), 'mount -t tmpfs none /mnt']).status === 0

// A network namespace of its own, with few ports for the system to choose from.
const byNetwork = ['unshare', '--user', '--map-root-user', '--net', 'sh', '-c']
const range = '/proc/sys/net/ipv4/ip_local_port_range'
const canNetwork = spawnSync('unshare', [...byNetwork.slice(1), `test -w ${range}`]).status === 0
const withPorts = (first: number, last: number) =>
  `set -e; ip link set lo up; echo ${first} ${last} > ${range}; set +e`
const star = `name: star
fabric: host
nodes: { boot: { kind: boot-node }, peer: { kind: peer, relays: boot, count: 3 } }
timeline: [{ at: 2s, expect: reachable, from: peer-*, to: peer-*, within: 1s }]
`

describe('a run', () => {
  test('with too few file descriptors', ({ folder }) => {
    const { status, text } = shell(`ulimit -n 28; ${topo} run ${hello} --results ${folder}`)
    expect(text).toMatch(advice.files)
    expect(status).toBe(3)
  })

  test('with more nodes than files that it may open says so before it starts one', ({ folder }) => {
    const many = path.join(folder, 'many.yaml')
    const nodes = 'nodes: { boot: { kind: boot-node }, peer: { kind: peer, relays: boot, count: 30 } }'
    writeFileSync(many, `name: many\nfabric: host\n${nodes}\ntimeline: []\n`)
    const { status, text } = shell(`ulimit -n 100; ${topo} run ${many} --results ${folder}`)
    expect(text).toMatch(
      /31 nodes need at least 148 open files, and this process may have 100: .*"ulimit -n 256"/,
    )
    expect(text).not.toMatch(/is ready/)
    expect(status).toBe(3)
  })

  test.skipIf(!canNetwork).for([
    ['before it starts one', 4, 3, /4 nodes need at least 5 ports of 127.0.0.1, and the system has 4: widen/],
    // Which node finds no port depends on the machine: the reason or the story before it has the error.
    ['where it meets this', 5, 1, /EADDRNOTAVAIL(.|\n)*FAIL {2}star: /],
  ] as const)('with more nodes than ports says so %s', ([, ports, code, words], { folder }) => {
    const file = path.join(folder, 'star.yaml')
    writeFileSync(file, star)
    const script = `${withPorts(40_000, 39_999 + ports)}; ${topo} run ${file} --results ${folder}`
    const { status, text } = shell(script, { by: byNetwork })
    expect(text).toMatch(words)
    expect(status).toBe(code)
  })

  test.skipIf(!canNetwork)('without a free port', ({ folder }) => {
    const listen = "require('net').createServer().listen(40000, '127.0.0.1', () => console.log('on'))"
    const wait = `mkfifo ${folder}/on; "${process.execPath}" -e "${listen}" > ${folder}/on & read on < ${folder}/on`
    const script = `${withPorts(40_000, 40_000)}; ${wait}; ${topo} run ${hello} --results ${folder}; code=$?; kill $!; exit $code`
    const { status, text } = shell(script, { by: byNetwork })
    expect(text).toMatch(advice.ports)
    expect(status).toBe(3)
  })

  test.for(['run x.yaml', `run ${hello}`])('in a folder that is gone: %s', (command, { folder }) => {
    const cwd = path.join(folder, 'gone')
    mkdirSync(cwd)
    const { status, text } = shell(`rmdir ../gone; ${topo} ${command}`, { cwd })
    expect(text).toMatch(advice.folder)
    expect(status).toBe(2)
  })

  test.skipIf(!canMount).for([
    ['before it starts', 4, 2, /cannot keep results/],
    ['in its middle', 20, 3, /cannot write the event log/],
    ['after its last expectation', 24, 3, /PASS {2}hello(.|\n)*"verdict.json" failed/],
  ] as const)('whose disk is full %s', ([, size, code, words], { folder }) => {
    const mount = `mount -t tmpfs -o size=${size}k none ${folder}`
    const { status, text } = shell(`${mount} && ${topo} run ${hello} --results ${folder}`, { by: byMount })
    expect(text).toMatch(words)
    expect(text).toMatch(advice.disk)
    expect(status).toBe(code)
  })

  test.skipIf(!canMount)('whose disk is read-only', ({ folder }) => {
    const script = `mount -t tmpfs -o ro none ${folder} && ${topo} run ${hello} --results ${folder}`
    expect(shell(script, { by: byMount })).toMatchObject({
      status: 2,
      text: expect.stringContaining('EROFS: read-only file system'),
    })
  })
})
