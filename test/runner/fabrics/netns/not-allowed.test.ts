import { describe, expect, it } from 'vitest'
import { notAllowed, withoutTun } from '../../../../src/runner/fabrics/netns/not-allowed.ts'

const userns = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'

describe('a system that forbids namespaces', () => {
  it.each([
    [
      'Ubuntu',
      { [userns]: '1\n' },
      {},
      'AppArmor forbids it to users, as on Ubuntu. Allow it with `sysctl kernel.apparmor_restrict_unprivileged_userns=0`, or run topo as root',
    ],
    [
      "one of GitHub's runners",
      { [userns]: '1\n' },
      { GITHUB_ACTIONS: 'true' },
      'Allow it in a step before: `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`',
    ],
    [
      'Docker',
      { '/.dockerenv': '', [userns]: '0\n' },
      {},
      'Docker allows it with `--cap-add SYS_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined --device /dev/net/tun`',
    ],
    [
      'a container with seccomp',
      { '/proc/self/status': 'Name:\tx\nSeccomp:\t2\n' },
      {},
      'The container forbids it',
    ],
    [
      'a kernel without user namespaces',
      { '/proc/sys/user/max_user_namespaces': '0\n' },
      {},
      '`user.max_user_namespaces` is 0 here. Allow it with `sysctl user.max_user_namespaces=10000`',
    ],
    [
      'an old Debian',
      { '/proc/sys/kernel/unprivileged_userns_clone': '0\n' },
      {},
      'Allow it with `sysctl kernel.unprivileged_userns_clone=1`, or run topo as root',
    ],
    ['an unknown system', {}, {}, 'In a Docker container, allow it with'],
  ] as const)('is told how to allow them: %s', (_name, files, env, advice) => {
    const read = (file: string) => (files as Readonly<Record<string, string>>)[file] ?? null
    const { message } = notAllowed('unshare failed: Operation not permitted\n', { read, env, isRoot: false })
    expect(message).toContain(
      'fabric netns could not make network namespaces: unshare failed: Operation not permitted. ',
    )
    expect(message).toContain(advice)
  })

  it('is told of a missing device', () => {
    const { message = '' } = withoutTun("No such file or directory: '/dev/net/tun'") ?? {}
    expect(message).toContain('`--device /dev/net/tun`')
    expect(withoutTun('Permission denied')).toBeNull()
  })
})
