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
