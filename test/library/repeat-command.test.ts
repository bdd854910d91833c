import { expect, test } from 'vitest'
import { repeatCommand, withoutResults } from '../../src/library/repeat-command.ts'

const plain = { overrides: {}, until: null, results: 'results', pcap: null }

test('a run as its file says needs no flag to be done again', () => {
  expect(repeatCommand('a.yaml', plain)).toBe('topo run a.yaml')
})

test('whatever changed a run changes it when it is done again', () => {
  const overrides = { seed: 7, clock: 'real', fabric: 'host', libp2p: '2.10.0' } as const
  expect(
    repeatCommand('my a.yaml', { overrides, until: 90_000, results: '/tmp/my results', pcap: 1024 }),
  ).toBe(
    "topo run 'my a.yaml' --seed 7 --clock real --fabric host --libp2p 2.10.0 --until 1m30s --results '/tmp/my results' --pcap --pcap-limit 1024B",
  )
})

test.each(['results', '/tmp/my results', "it's here"])(
  'without its results folder %s a run is done again in the usual one',
  (results) => {
    const until = 90_000
    const command = repeatCommand('a.yaml', { ...plain, until, results })
    expect(withoutResults(command)).toBe(repeatCommand('a.yaml', { ...plain, until }))
  },
)
