/** The checks of `npm run check`, side by side: formatting and lint, types, unused code. Prints what those that fail say. */
import { execa } from 'execa'

const options = { preferLocal: true, all: true, reject: false, env: { FORCE_COLOR: '1' } } as const

/** Several threads of tsc check much of it twice: one for each processor is enough. */
const lines = [
  [() => execa('tsc', ['--singleThreaded'], options)],
  [
    () => execa('biome', ['check', '--error-on-warnings'], options),
    () => execa('knip', options),
    () => execa('tsc', ['--singleThreaded', '--project', 'src/runner/reports/page/browser'], options),
    () => execa('tsc', ['--singleThreaded', '--project', 'site'], options),
  ],
]

async function inOrder(checks: (typeof lines)[number]): Promise<void> {
  for (const check of checks) {
    const { command, exitCode, all } = await check()
    if (exitCode === 0) continue
    process.stderr.write(`${command}\n${all}\n`)
    process.exitCode = 1
  }
}

await Promise.all(lines.map(inOrder))
