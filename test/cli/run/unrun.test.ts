import { expect, test } from 'vitest'
import { HarnessError } from '../../../src/base/errors.ts'
import type { CliContext } from '../../../src/cli/context.ts'
import { missingOf, tellMissing } from '../../../src/cli/run/unrun.ts'
import { TextOutput } from '../../fixtures/report.ts'

test('topologies without their releases are told with their names, and a shared reason once', () => {
  const absent = (release: string) => new HarnessError(`libp2p ${release} cannot be had`)
  const missing = missingOf({
    unavailable: [
      { file: 'a.yaml', reason: absent('3.3.9') },
      { file: 'b.yaml', reason: absent('3.3.9') },
      { file: 'c.yaml', reason: absent('3.3.9') },
      { file: 'c.yaml', reason: absent('3.3.8') },
      { file: 'c.yaml', reason: absent('3.3.9') },
    ],
  })
  expect(missing.map(({ file }) => file)).toEqual(['a.yaml', 'b.yaml', 'c.yaml'])
  const stderr = new TextOutput()
  tellMissing(missing, stderr as unknown as CliContext['stderr'])
  expect(stderr.text).toBe(
    'topo: a.yaml, b.yaml: libp2p 3.3.9 cannot be had\ntopo: c.yaml: libp2p 3.3.9 cannot be had\nlibp2p 3.3.8 cannot be had\n',
  )
})
