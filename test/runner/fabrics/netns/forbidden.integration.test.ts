/** Systems that forbid namespaces, or have no TUN devices: topo gives advice, and the tests are skipped with a notice. */
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { hasNamespaces } from '../../../support/namespaces.ts'
import { root } from '../../../support/run-topology.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

/** Runs Node where `script` has changed the system, as root of a user namespace. */
function nodeWhere(script: string, args: readonly string[]) {
  const shell = `${script} && exec "$@"`
  return execa(
    'unshare',
    ['--user', '--map-root-user', '--mount', 'sh', '-c', shell, 'sh', process.execPath, ...args],
    { cwd: root, reject: false, stdin: 'ignore' },
  )
}

const systems = [
  [
    'has no namespaces left',
    'echo 0 > /proc/sys/user/max_user_namespaces && echo 0 > /proc/sys/user/max_net_namespaces',
    'Allow it with `sysctl user.max_user_namespaces=10000`',
    'unshare: unshare failed: No space left on device',
  ],
  [
    'has no TUN devices',
    'mount -t tmpfs none /dev/net',
    'fabric netns needs the device /dev/net/tun',
    'there is no /dev/net/tun',
  ],
] as const

describe.skipIf(!hasNamespaces).concurrent.each(systems)(
  'a system that %s',
  (_name, script, advice, notice) => {
    it('gets advice', async () => {
      const { exitCode, stdout, stderr } = await nodeWhere(script, [
        ...['cli.ts', 'run', 'topologies/hello.yaml', '--fabric', 'netns'],
        ...['--results', path.join(temporaryFolder(), 'results')],
      ])
      expect(`${stdout}${stderr}`).toContain(advice)
      expect(exitCode).toBe(3)
    })

    it('skips the tests with a notice', async () => {
      const program =
        "import('./test/support/namespaces.ts').then(({ hasNamespaces }) => console.log(hasNamespaces))"
      const { stdout, stderr } = await nodeWhere(script, ['-e', program])
      expect(stdout).toBe('false')
      expect(stderr).toContain(`SKIPPED tests of fabric netns: ${notice}`)
    })
  },
)
