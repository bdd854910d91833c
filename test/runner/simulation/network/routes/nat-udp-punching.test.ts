/** UDP between every pair of NATs: the table of RFC 5128 section 3.3 and of nat-dial.test.ts for TCP. */
import { describe, expect, it } from 'vitest'
import {
  type NatPreset,
  natPresets,
} from '../../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import { presetRouters } from '../../../../../src/runner/simulation/network/routes/router-config.ts'
import { Lab } from '../lab.ts'

const presets = Object.keys(natPresets) as NatPreset[]

interface End {
  readonly address: string
  readonly port: number
}

/** Alice and bob behind a preset each; a public server has seen one socket of each. */
function between(a: NatPreset, b: NatPreset) {
  const routers = [...presetRouters('home', a), ...presetRouters('cafe', b)]
  const lab = new Lab({ hosts: { server: null, alice: 'home', bob: 'cafe' }, routers })
  const ids = { server: lab.bind('server', 7), alice: lab.bind('alice', 7), bob: lab.bind('bob', 7) }
  const observe = (host: 'alice' | 'bob'): End => {
    lab.datagram(host, ids[host], lab.address('server'), 7)
    const [address = '', port = ''] =
      lab
        .run(lab.now + 100)[0]
        ?.text.split(' ')[0]
        ?.split(':') ?? []
    return { address, port: Number(port) }
  }
  const ends = { alice: observe('alice'), bob: observe('bob') }
  /** Sends a datagram to the end that the server has observed. Returns true when it arrives. */
  const send = (from: 'alice' | 'bob', to: 'alice' | 'bob', end = ends[to]) => {
    lab.datagram(from, ids[from], end.address, end.port, from)
    const heard = lab.run(lab.now + 100).find(({ host, text }) => host === to && text.endsWith(` ${from}`))
    if (heard === undefined) return null
    const [address = '', port = ''] = heard.text.split(' ')[0]?.split(':') ?? []
    return { address, port: Number(port) }
  }
  return { ends, send }
}

describe('alice sends to the end of bob that a server has observed', () => {
  /** Filtering that lets strangers in. */
  const open: readonly NatPreset[] = ['none', 'full-cone']

  it.each(presets.flatMap((a) => presets.map((b) => [a, b] as const)))('from %s to %s', (a, b) => {
    expect(between(a, b).send('alice', 'bob') !== null).toBe(open.includes(b))
  })
})

describe('alice and bob send to each other’s observed end at the same time, and answer what they hear', () => {
  /** Filtering by port meets a mapping of its own for each destination: the port is another one than was observed. */
  const strict: readonly NatPreset[] = ['port-restricted-cone', 'symmetric', 'cgnat']
  const works = (a: NatPreset, b: NatPreset) =>
    !(a === 'symmetric' && strict.includes(b)) && !(b === 'symmetric' && strict.includes(a))

  it.each(presets.flatMap((a) => presets.map((b) => [a, b] as const)))('%s and %s', (a, b) => {
    const { send } = between(a, b)
    send('alice', 'bob')
    const atAlice = send('bob', 'alice')
    const atBob = send('alice', 'bob', atAlice ?? undefined)
    const answered = send('bob', 'alice', atBob ?? undefined)
    expect(atBob !== null && answered !== null).toBe(works(a, b))
  })
})
