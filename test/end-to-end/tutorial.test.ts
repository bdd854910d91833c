/** docs/tutorial.md, followed line by line in an empty folder by a user with an empty home. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { cacheFolder } from '../../src/base/bundle-cache/cache-folder.ts'
import { root } from '../support/run-topology.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { hasLines, masked, tutorialSteps } from '../support/tutorial-steps.ts'
import { workflowParser, workflowProblems } from '../support/workflow-parser.ts'

const page = readFileSync(path.join(root, 'docs/tutorial.md'), 'utf8')
const steps = tutorialSteps(page)

describe('docs/tutorial.md', () => {
  it('names the package that `npm pack` makes', () => {
    const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
    expect(page).toContain(`${name}-${version}.tgz`)
  })

  it('tells what a reader who follows it sees', async () => {
    const project = projectWithTopo()
    let ran = 0
    for (const step of steps) {
      if (step.kind === 'file') {
        mkdirSync(path.dirname(path.join(project, step.name)), { recursive: true })
        writeFileSync(path.join(project, step.name), step.text)
        // package.test.ts installs the package.
      } else if (step.section !== 'Install') {
        ran += 1
        const { all } = await execa('sh', ['-c', step.text], options(project))
        if (!hasLines(all, step.output)) expect(masked(all)).toBe(masked(step.output))
      }
    }
    expect(ran).toBe(4)
    const workflow = steps.findLast((step) => step.kind === 'file')
    expect(await workflowProblems(await workflowParser(), workflow?.text ?? '')).toEqual([])
  }, 300_000)
})

/** An empty project in which `npx topo` runs the sources. */
function projectWithTopo(): string {
  const project = temporaryFolder()
  const topo = path.join(project, 'node_modules/.bin/topo')
  mkdirSync(path.dirname(topo), { recursive: true })
  writeFileSync(topo, `#!/bin/sh\nexec '${process.execPath}' '${path.join(root, 'cli.ts')}' "$@"\n`)
  chmodSync(topo, 0o755)
  writeFileSync(path.join(project, 'package.json'), '{ "private": true }\n')
  return project
}

function options(project: string) {
  // The cache of bundles is this machine's, because every first run of a user fills it.
  // npm tells of new versions in the first output.
  const npm = { npm_config_update_notifier: 'false' }
  const env = {
    ...npm,
    HOME: temporaryFolder(),
    TOPO_CACHE: cacheFolder(),
    CI: undefined,
    GITHUB_ACTIONS: undefined,
  }
  return { cwd: project, env, all: true, reject: false } as const
}
