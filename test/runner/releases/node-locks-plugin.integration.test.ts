import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { expect } from 'vitest'
import { nodeLocks } from '../../../src/runner/releases/node-locks-plugin.ts'
import { root } from '../../support/run-topology.ts'
import { test } from '../../support/temporary-folder.ts'

test('locks of one name are others in each node of a shared process', async ({ folder }) => {
  const outfile = path.join(folder, 'locks.mjs')
  await build({
    stdin: {
      resolveDir: root,
      contents: `
        import createLock from 'mortice'
        let node = 1
        Object.defineProperty(globalThis, Symbol.for('topo.process'), { configurable: true, value: { get node() { return node } } })
        const free = (lock) => Promise.race([lock.readLock().then(() => true), new Promise((resolve) => setTimeout(resolve, 50, false))])
        const held = createLock({ name: 'peer', singleProcess: true })
        await held.writeLock()
        const same = await free(createLock({ name: 'peer', singleProcess: true }))
        node = 2
        export default { same, other: await free(createLock({ name: 'peer', singleProcess: true })) }
        delete globalThis[Symbol.for('topo.process')]`,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)",
    },
    outfile,
    plugins: [nodeLocks],
  })
  const { default: free } = (await import(pathToFileURL(outfile).href)) as { default: unknown }
  expect(free).toEqual({ same: false, other: true })
})
