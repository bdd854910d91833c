import { expect, it } from 'vitest'
import { findTools, missingTools } from '../../../../src/runner/fabrics/netns/tools.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

it('names every program that is missing, and the packages that have them', () => {
  expect(() => findTools([temporaryFolder()])).toThrow(
    'fabric netns needs `unshare`, `nsenter`, `ip`, `ss`, `nft`, `conntrack`, `python3`, which this machine does not have. On Debian or Ubuntu: apt install util-linux iproute2 nftables conntrack python3',
  )
})

it('says where it runs when this is not Linux', () => {
  const missing = missingTools([], 'darwin')
  expect(missing?.reason).toContain('this is darwin')
  expect(missing?.remedy).toContain('`fabric: virtual`')
})
