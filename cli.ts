#!/usr/bin/env node
/** Arguments -> command. The only place that ends the process. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `topo: this is Node ${process.versions.node}, and topo needs Node 22.18 or newer, as libp2p 3 does.\n` +
      '      In a clone of topo, "npm ci" installs the right one: run "npx topo ..." or "npm run topo -- ...".\n',
  )
  process.exit(2)
} else {
  // Node's own exit code for this is 1, which is for expectations that failed.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`topo: ${error instanceof Error ? error.stack : error}\n`)
    process.exit(3)
  })
  // The run and its results go on. Whoever reads along may stop reading (`topo run … | head`); a full disk is told.
  const lost: Error[] = []
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') lost.push(error)
    })
  }
  const [{ enableCompileCache }, { compiledFolder }, { makeFolder }] = await Promise.all([
    import('node:module'),
    import('./src/base/bundle-cache/cache-folder.ts'),
    import('./src/base/make-folder.ts'),
  ])
  try {
    makeFolder(compiledFolder())
    enableCompileCache(compiledFolder())
  } catch {
    // Whoever needs the cache folder says what is wrong with it.
  }
  const { bundledCommandLine } = await import('./src/cli/bundled.ts')
  // Where no bundle can be made, nothing else that needs one works, but the rest does.
  const { main } = await bundledCommandLine()
    .then((bundled): Promise<typeof import('./src/cli/main.ts')> => import(bundled))
    .catch(() => import('./src/cli/main.ts'))
  const code = await main(process.argv.slice(2), process)
  // What could not be written shows in the event loop's next turn.
  await new Promise((resolve) => setImmediate(resolve))
  const [first] = lost
  if (first !== undefined) process.stderr.write(`topo: what it prints is incomplete: ${first.message}\n`)
  process.exit(first === undefined ? code : 3)
}
