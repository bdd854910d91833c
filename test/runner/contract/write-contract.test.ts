import { describe, expect, it } from 'vitest'
import { profileNames } from '../../../src/protocol/profiles.ts'
import type { BootNodeAnswers } from '../../../src/runner/contract/boot-node-answers.ts'
import { readProduction } from '../../../src/runner/contract/read-production.ts'
import { termsOfProfile } from '../../../src/runner/contract/terms.ts'
import { contractFileOf, contractFileOfProfile } from '../../../src/runner/contract/write-contract.ts'

const answers: BootNodeAnswers = {
  address: '/ip4/31.45.0.11/tcp/4001/p2p/12D3KooW',
  agent: 'rust-libp2p/0.46.0',
  protocols: ['/calimero/kad/1.0.0', '/libp2p/autonat/2/dial-request', '/rendezvous/1.0.0'],
  reservation: {
    status: 100,
    expiresIn: 3599.4,
    voucherExpiresIn: 3599.4,
    limitDuration: 3600,
    limitData: 2 ** 30,
  },
}

function saidIn(text: string) {
  const result = readProduction({ file: 'x', text })
  if (!result.ok) throw new Error(JSON.stringify(result.file.diagnostics))
  return result.production
}

describe('a written contract', () => {
  it.each(profileNames)('describes the profile %s', (name) => {
    expect(saidIn(contractFileOfProfile(name))).toEqual({
      source: 'x',
      profile: name,
      said: termsOfProfile(name),
    })
  })

  it('has the answers of a boot-node of rust-libp2p', () => {
    const { profile, said } = saidIn(contractFileOf(answers))
    expect(profile).toBe(null)
    expect(said).toEqual({
      reservationDuration: 3_600_000,
      maxCircuitDuration: 3_600_000,
      maxCircuitBytes: 2 ** 30,
      autonat: ['v2'],
      rendezvous: { minTtl: 7_200_000, maxTtl: 259_200_000 },
      kad: '/calimero/kad/1.0.0',
    })
  })

  it('takes js-libp2p’s limit of time for the milliseconds that it is', () => {
    const text = contractFileOf({ ...answers, agent: 'js-libp2p/3.3.11 node/24.0.0' })
    expect(saidIn(text).said.maxCircuitDuration).toBe(3600)
  })

  it.each<[string, Partial<BootNodeAnswers>, string]>([
    [
      'has no limits when the reservation was refused',
      { reservation: refused() },
      'refused a reservation (status 201)',
    ],
    ['has no limits when it is no relay', { reservation: null }, 'does not support circuit relay v2'],
  ])('%s, and says so', (_, change, comment) => {
    const text = contractFileOf({ ...answers, ...change })
    expect(text).toContain(comment)
    expect(Object.keys(saidIn(text).said)).toEqual(['autonat', 'rendezvous', 'kad'])
  })

  it('takes no keys from the agent version of a stranger', () => {
    const text = contractFileOf({ ...answers, agent: 'x\nmaxReservations: 1\u2028maxCircuits: 1' })
    expect(saidIn(text).said).not.toHaveProperty('maxReservations')
    expect(saidIn(text).said).not.toHaveProperty('maxCircuits')
  })
})

function refused(): BootNodeAnswers['reservation'] {
  return { status: 201, expiresIn: null, voucherExpiresIn: null, limitDuration: null, limitData: null }
}
