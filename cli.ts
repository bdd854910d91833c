#!/usr/bin/env node
/** Arguments -> command. Only this file ends the process. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  const isClone = import.meta.url.endsWith('.ts')
  const remedy = isClone
    ? 'In a clone of topo, "npm ci" installs the right one: run "npx topo ..." or "npm run topo -- ...".'
    : 'Install a newer one (https://nodejs.org), or let npm bring it: "npm install --save-dev node@24", then "npx topo ...".'
  process.stderr.write(
    `topo: this is Node ${process.versions.node}, and topo needs Node 22.18 or newer, as libp2p 3 does.\n      ${remedy}\n`,
  )
  process.exit(2)
} else {
  let explainMachine: (error: unknown) => string | null = () => null
  // Node's exit code for this is 1, which here means that an expectation failed.
  process.on('uncaughtException', (error) => {
    const text = explainMachine(error) ?? (error instanceof Error ? error.stack : error)
    process.stderr.write(`topo: ${text}\n`)
    process.exit(3)
  })
  // The run goes on when the reader of stdout stops (`topo run … | head`). Other errors, such as a full disk, are reported.
  const lost: Error[] = []
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') lost.push(error)
    })
  }
  const [{ enableCompileCache }, { compiledFolder }, { makeFolder }, advice] = await Promise.all([
    import('node:module'),
    import('./src/base/bundle-cache/cache-folder.ts'),
    import('./src/base/make-folder.ts'),
    import('./src/base/advice.ts'),
  ])
  explainMachine = advice.explainMachine
  try {
    makeFolder(compiledFolder())
    enableCompileCache(compiledFolder())
  } catch {
    // The first use of the cache folder reports the problem.
  }
  const { bundledCommandLine } = await import('./src/cli/bundled.ts')
  // Without a bundle, commands that need no bundle still work.
  const { main } = await bundledCommandLine()
    .then((bundled): Promise<typeof import('./src/cli/main.ts')> => import(bundled))
    .catch(() => import('./src/cli/main.ts'))
  const code = await main(process.argv.slice(2), process)
  // A pipe takes long output in parts.
  for (const stream of [process.stdout, process.stderr])
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve))
  // Write errors arrive in the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve))
  const [first] = lost
  if (first !== undefined)
    process.stderr.write(`topo: what it prints is incomplete: ${advice.withAdvice(first.message)}\n`)
  process.exit(first === undefined ? code : 3)
}
