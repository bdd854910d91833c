import { expect, it } from 'vitest'
import { findTools, notAllowed } from '../../../../src/runner/fabrics/netns/tools.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

it('names every program that is missing, and the packages that have them', () => {
  expect(() => findTools([temporaryFolder()])).toThrow(
    'fabric netns needs `unshare`, `nsenter`, `ip`, `ss`, `nft`, `conntrack`, `python3`, which this machine does not have. On Debian or Ubuntu: apt install util-linux iproute2 nftables conntrack python3',
  )
})

it('says how to allow namespaces where the system forbids them', () => {
  const { message } = notAllowed('unshare: unshare failed: Operation not permitted\n')
  expect(message).toContain('unshare failed: Operation not permitted')
  expect(message).toContain('kernel.apparmor_restrict_unprivileged_userns=0')
})
