import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { HarnessError } from '../../../../src/base/errors.ts'
import { LabCapture } from '../../../../src/runner/fabrics/netns/lab-capture.ts'
import { WireProcess } from '../../../../src/runner/fabrics/netns/wire-process.ts'
import { root } from '../../../support/run-topology.ts'
import { test } from '../../../support/temporary-folder.ts'

test('requests to wires that have ended fail at once, and a capture tells it', async ({ folder }) => {
  const wires = new WireProcess(spawn('sh', ['-c', 'echo out of memory >&2'], { stdio: 'pipe' }))
  await expect(wires.broken).rejects.toThrow('the wires of fabric netns ended: out of memory')
  await expect(wires.ask({ do: 'unwire', wire: 'alice' })).rejects.toThrow(HarnessError)
  await expect(wires.blocked()).rejects.toThrow(HarnessError)

  // The wires end after the capture has begun.
  const begun = { ask: async () => {}, captured: () => wires.captured() }
  const capture = await LabCapture.open({ device: () => ['internet', ''], wires: begun }, [], {
    folder: path.join(folder, 'pcap'),
    limit: 1e6,
    topology: 'test',
    routers: [],
    named: [],
  })
  expect(await capture.close()).toEqual([
    {
      path: path.join(folder, 'pcap/public.pcapng'),
      end: 'the capture stops here: the wires of fabric netns ended: out of memory',
    },
  ])
})

test('wires that are killed while they answer end the run with what they said', async () => {
  const killed = `echo killed >&2; printf '{"id":1,"err'`
  const wires = new WireProcess(spawn('sh', ['-c', killed], { stdio: 'pipe' }))
  await expect(wires.ask({ do: 'unwire', wire: 'alice' })).rejects.toThrow('ended: killed')
  await expect(wires.broken).rejects.toThrow('ended: killed')
})

const python = spawnSync('python3', ['--version']).status === 0

test.skipIf(!python)('a file of captured packets that is full takes no more comments', ({ folder }) => {
  const file = path.join(folder, 'full.pcapng')
  const steps = `
import json, runpy, sys
wires = runpy.run_path(sys.argv[2])
wires["start_capture"]({"files": [{"network": "n", "path": sys.argv[3], "size": 0}], "limit": 0, "full": "FULL", "addresses": {}})
capture = wires["captures"]["n"]
wires["obey"]({"do": "note", "text": "before"})
wires["see"]("n", bytes(20))
wires["obey"]({"do": "note", "text": "after"})
print(json.dumps(capture.comments), wires["end_capture"]())
`
  const program = path.join(root, 'src/runner/fabrics/netns/wires.py')
  const { stdout, stderr } = spawnSync('python3', ['-c', steps, '1', program, file], {
    encoding: 'utf8',
    input: '',
  })
  expect(stderr).toBe('')
  expect(stdout).toBe("[] [['n', 'FULL']]\n")
  expect(readFileSync(file, 'latin1')).toMatch(/before.*FULL/s)
})

test.skipIf(!python)('packets of a wire whose new device cannot be opened go nowhere', ({ folder }) => {
  const file = path.join(folder, 'other')
  const steps = `
import os, runpy, sys
wires = runpy.run_path(sys.argv[2])
wire = object.__new__(wires["Wire"])
wire.outer, wire.silent, wire.network = os.open("/dev/null", os.O_WRONLY), False, "n"
wire.attach.__globals__["selector"] = type("none", (), {"unregister": lambda self, _: None})()
try:
    wire.attach(("/no/such/namespace", "tun"))
except OSError:
    other = os.open(sys.argv[3], os.O_WRONLY | os.O_CREAT)
    wires["deliver"](wire, "out", b"packet")
    print(os.fstat(other).st_size)
`
  const program = path.join(root, 'src/runner/fabrics/netns/wires.py')
  const { stdout, stderr } = spawnSync('python3', ['-c', steps, '1', program, file], {
    encoding: 'utf8',
    input: '',
  })
  expect(stderr).toBe('')
  expect(stdout).toBe('0\n')
})
