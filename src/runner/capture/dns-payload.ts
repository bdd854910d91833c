import dns from 'dns-packet'
import {
  decodeAnswer,
  decodeQuestion,
  type NameAnswer,
  type NameQuestion,
  nameServer,
  recordLifetime,
} from '../../protocol/names.ts'
import type { Endpoint } from '../../protocol/wire.ts'
import { endpointKey } from '../simulation/network/kernel/segment.ts'
import type { PacketEnds } from './transport.ts'

const responseCodes = { NOERROR: 0, NODATA: 0, SERVFAIL: 2, NXDOMAIN: 3 } as const

/** Questions that wait for an answer; more of them were lost. */
const mostQuestions = 10_000

/** The messages of the name server as DNS has them (RFC 1035): between nodes and the switch they have another form. */
export class DnsPayloads {
  readonly #questions = new Map<string, NameQuestion>()

  /** `ends`: those that the client knows. Returns the bytes themselves where they are no message of the name server. */
  of({ source, destination }: PacketEnds, bytes: Uint8Array): Uint8Array {
    if (isServer(destination)) {
      const question = decodeQuestion(bytes)
      return question === null ? bytes : this.#ask(source, question)
    }
    if (!isServer(source)) return bytes
    const answer = decodeAnswer(bytes)
    const question = answer === null ? undefined : this.#questions.get(keyOf(destination, answer.id))
    return answer === null || question === undefined ? bytes : encodeAnswer(answer, question)
  }

  #ask(client: Endpoint, question: NameQuestion): Uint8Array {
    this.#questions.set(keyOf(client, question.id), question)
    const [oldest] = this.#questions.keys()
    if (this.#questions.size > mostQuestions && oldest !== undefined) this.#questions.delete(oldest)
    return dns.encode({
      type: 'query',
      id: question.id & 0xffff,
      flags: dns.RECURSION_DESIRED,
      questions: [questionOf(question)],
    })
  }
}

function encodeAnswer({ id, outcome, records }: NameAnswer, question: NameQuestion): Uint8Array {
  const { name, type } = questionOf(question)
  const about = { name, ttl: recordLifetime }
  const answers = records.map(
    (data): dns.Answer =>
      type === 'TXT'
        ? { ...about, type, data: [data] }
        : { ...about, type: type === 'AAAA' ? 'AAAA' : 'A', data },
  )
  return dns.encode({
    type: 'response',
    id: id & 0xffff,
    flags: dns.RECURSION_DESIRED | dns.RECURSION_AVAILABLE | responseCodes[outcome],
    questions: [{ name, type }],
    answers,
  })
}

function questionOf({ name, type }: NameQuestion) {
  return { name, type: type as dns.RecordType }
}

function isServer({ address, port }: Endpoint): boolean {
  return address === nameServer.address && port === nameServer.port
}

function keyOf(client: Endpoint, id: number): string {
  return `${endpointKey(client)} ${id}`
}
