import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { usageOf } from '../../../src/runner/processes/process-usage.ts'

describe.runIf(process.platform === 'linux')('the usage of a process', () => {
  it('equals the numbers of the process itself', async () => {
    const program =
      'const all = []; while (process.cpuUsage().user < 3e5) all.push(new Array(1e4).fill(0)); ' +
      'console.log(process.cpuUsage().user + process.cpuUsage().system, process.resourceUsage().maxRSS); setInterval(() => {}, 1e6)'
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
    const [cpu = 0, peak = 0] = line.split(' ').map(Number)
    const usage = usageOf(child.pid ?? 0)
    child.kill('SIGKILL')
    await once(child, 'close')
    // It is counted in hundredths of a second, and went on for a moment after it had said so.
    expect(usage?.cpu).toBeGreaterThan(cpu / 1000 - 20)
    expect(usage?.cpu).toBeLessThan((cpu / 1000) * 3)
    expect(usage?.peak).toBeGreaterThanOrEqual(peak * 1024 * 0.9)
    expect(usageOf(child.pid ?? 0)).toBeNull()
  })
})
