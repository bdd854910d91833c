/** Explanations of wrong values: the expected and the found value. */
import { isIPv6 } from 'node:net'
import type { DiagnosticCode } from '../../../base/errors.ts'
import { isName, longestName } from '../values/name.ts'
import { parseOffset } from '../values/offset.ts'
import { namePattern, type SelectorForm, selectorExamples } from '../values/selector.ts'

/** Formats a value for a message: short, on one line. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? textOf(value))
  return `\`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``
}

export function typeOf(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  return `the ${typeof value === 'string' ? 'text' : typeof value} ${show(value)}`
}

export function explainDuration(value: unknown): string {
  const text = textOf(value).trim()
  if (/^-/.test(text)) return 'a duration cannot be negative: write one such as 5s'
  if (/^\d+(?:\.\d+)?$/.test(text)) return `write ${text}s or ${text}ms`
  const long = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text)
  const unit = units.get(long?.[2]?.toLowerCase() ?? '')
  if (long !== null && unit !== undefined) return `write ${long[1]}${unit}`
  const [, first = '', second = '', third] = /^(\d+):(\d\d)(?::(\d\d))?$/.exec(text) ?? []
  if (third !== undefined) return `write ${inUnits([first, second, third], 'hms')}`
  if (second !== '') return `write ${inUnits([first, second], 'ms')} or ${inUnits([first, second], 'hm')}`
  const packed = text.replace(/[\s,]+|and/g, '').toLowerCase()
  if (packed !== text && /^(?:\d+(?:ms|[smhd]))+$/.test(packed)) return `write ${packed}`
  return 'write a duration such as 250ms, 10s, 5m or 1h30m'
}

/** `1h30s` for the numbers 01, 00, 30 and the units hms. */
function inUnits(numbers: readonly string[], letters: string): string {
  const parts = numbers.flatMap((part, index) =>
    Number(part) === 0 ? [] : `${Number(part)}${letters[index]}`,
  )
  return parts.length === 0 ? '0s' : parts.join('')
}

export function explainOffset(value: unknown): string {
  const [, sign, rest] = /^([+-]?)(.*)$/s.exec(textOf(value).trim()) ?? []
  const isAhead = sign === '+' && parseOffset(String(rest)) !== undefined
  return isAhead
    ? `write ${rest}: without a minus the clock is ahead`
    : 'write an offset such as 10m, or -10m for a clock that is behind'
}

const units: ReadonlyMap<string, string> = new Map(
  [
    ['ms', ['ms', 'msec', 'msecs', 'millis', 'millisecond', 'milliseconds']],
    ['s', ['s', 'sec', 'secs', 'second', 'seconds']],
    ['m', ['m', 'min', 'mins', 'minute', 'minutes']],
    ['h', ['h', 'hr', 'hrs', 'hour', 'hours']],
    ['d', ['d', 'day', 'days']],
  ].flatMap(([unit, words]) => [...(words ?? [])].map((word) => [word, String(unit)] as const)),
)

export function explainSize(value: unknown): string {
  const text = textOf(value).trim()
  const rate = /^(\d+(?:\.\d+)?) *([kmg]?)(?:(i?)(?:bits?|bit\/s|bps)|b\/s)$/i.exec(text)
  if (rate !== null && !/B/.test(text)) {
    const [, number, letter = '', binary = ''] = rate
    const factor = (binary === '' ? 1000 : 1024) ** ' kmg'.indexOf(letter.toLowerCase() || ' ')
    return `topo counts bytes: write ${Math.round((Number(number) * factor) / 8)}B for ${text}`
  }
  if (/^\d+(?:\.\d+)?$/.test(text)) return `write ${text}B, ${text}KiB or ${text}MiB`
  const match = /^(\d+(?:\.\d+)?)\s*(b|k|kb|kib|m|mb|mib|g|gb|gib)(?:ps|\/s)?$/i.exec(text)
  const letter = match?.[2]?.slice(0, 1).toUpperCase()
  if (match !== null) return `write ${match[1]}${letter === 'B' ? 'B' : `${letter}iB`}`
  return 'write a size such as 512B, 128KiB or 1GiB'
}

export function explainIpAddress(value: unknown): string {
  const text = textOf(value).trim()
  const [, address, suffix] = /^(\d{1,3}(?:\.\d{1,3}){3})([/:]\d+)$/.exec(text) ?? []
  const isRight = address?.split('.').every((part) => Number(part) <= 255) ?? false
  if (isRight && suffix !== undefined)
    return `write ${address}, without the ${suffix.startsWith('/') ? 'prefix length' : 'port'}`
  if (/^\d+(?:\.\d+){3}$/.test(text)) {
    const numbers = text.split('.').map(Number)
    return numbers.every((number) => number <= 255)
      ? `write ${numbers.join('.')}, without zeros in front`
      : 'each of the four numbers is at most 255'
  }
  return 'write an IPv4 or IPv6 address such as 31.45.0.11, without port or prefix length'
}

export function explainMultiaddr(value: unknown): string {
  const text = textOf(value).trim()
  const [, network, prefix] = /^([\da-f:]*:[\da-f:.]*)(?:\/(\d+))?$/i.exec(text) ?? []
  if (network !== undefined && isIPv6(network))
    return `write /ip6/${network}${prefix === undefined ? '' : `/ipcidr/${prefix}`}`
  const [, address, length] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d+))?$/.exec(text) ?? []
  if (address === undefined)
    return 'write one such as /ip4/31.45.0.11, or /ip4/10.0.0.0/ipcidr/8 for a network'
  if (length === undefined) return `write /ip4/${address}`
  const isRight = Number(length) <= 32
  const form = `write /ip4/${address}/ipcidr/${isRight ? length : '24'}`
  return isRight ? form : `${form}: a prefix of IPv4 has at most 32 bits`
}

/** Explains a list of mappings, each with a name of its own, where a mapping by name belongs. */
export function explainNamedList(value: unknown): string | null {
  if (!Array.isArray(value)) return null
  const first: unknown = value[0]
  if (typeof first === 'string' && isName(first))
    return `write each by its name, with its keys: ${first}: { … }`
  const { name, ...others } = Object(first) as Readonly<Record<string, unknown>>
  if (typeof name === 'string') return `write each by its name, without \`- \`: ${name}: ${shortOf(others)}`
  const [key, ...rest] = Object.entries(Object(first))
  if (key === undefined || typeof first !== 'object') return null
  const keys = key[1] ?? Object.fromEntries(rest)
  return `write each by its name, without \`- \`: ${key[0]}: ${shortOf(keys)}`
}

/** Writes a mapping on one line, without the parts of its values. */
function shortOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return textOf(value)
  const keys = Object.entries(value).map(([key, one]) => `${key}: ${textOf(one) || '…'}`)
  return Array.isArray(value) || keys.length === 0 ? '…' : `{ ${keys.join(', ')} }`
}

export function explainIssueUrl(value: unknown): string {
  const text = textOf(value).trim()
  const [, repository, number] = /^([\w.-]+\/[\w.-]+)#(\d+)$/.exec(text) ?? []
  if (repository !== undefined) return `write https://github.com/${repository}/issues/${number}`
  if (/^[\w-]+(?:\.[\w-]+)+\/\S+$/.test(text)) return `write https://${text}`
  return 'write the whole URL, such as https://github.com/libp2p/js-libp2p/issues/3601'
}

/** Returns a hint with the nearest valid name, if one is near. */
export function explainName(value: unknown): string {
  const rule = `names have a-z, 0-9 and -, beginning with a letter, at most ${longestName} characters`
  const repaired = repairName(value)
  return isName(repaired) ? `write ${repaired}: ${rule}` : rule
}

function repairName(value: unknown): string {
  return textOf(value)
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, longestName)
}

/** Explains a value that names no node, and no other thing that is named here. */
export function explainSelector(
  value: unknown,
  form: SelectorForm,
): { readonly code: DiagnosticCode; readonly message: string; readonly hint: string } {
  const relay = explainRelayOf(value, form.takesRelay)
  if (relay !== null) return { code: 'invalid-value', ...relay }
  if (typeof value === 'string')
    return {
      code: 'invalid-name',
      message: `${show(value)} names no ${form.noun}`,
      hint: value.startsWith('/')
        ? `write the name of a ${form.noun}: topo knows its addresses`
        : (explainList(value) ?? explainName(value)),
    }
  return {
    code: 'wrong-type',
    message: `expected the name of a ${form.noun}, but got ${typeOf(value)}`,
    hint: `write a name, a list of names, ${selectorExamples(form)}`,
  }
}

/** Explains several names in one text: `alice, boot`. */
function explainList(text: string): string | null {
  const names = text.split(/[\s,;]+(?:and\s+)?/).filter((name) => name !== '')
  const isList = names.length > 1 && names.every((name) => namePattern.test(name))
  return isList ? `write [${names.map((name) => (/[*?]/.test(name) ? `"${name}"` : name)).join(', ')}]` : null
}

/** Explains a text that is meant as `relay-of(alice)`; null: it is another one. `isPossible`: the key takes it. */
function explainRelayOf(
  value: unknown,
  isPossible: boolean,
): { readonly message: string; readonly hint: string } | null {
  const text = textOf(value)
  const found = /^\s*relay[\s_-]*of(?:\s*\(([^()]*)\)|[\s:_-]+([a-z*?][\w*?-]*))\s*$/i.exec(text)
  if (found === null) return null
  const peer = (found[1] ?? found[2] ?? '').trim()
  if (!isPossible) return { message: `${show(value)} is not possible here`, hint: 'name the relay' }
  const name = namePattern.test(peer) ? peer : repairName(peer)
  return {
    message: `${show(value)} names no relay`,
    hint: isName(name) || /[*?]/.test(name) ? `write relay-of(${name})` : 'name a peer: relay-of(alice)',
  }
}

export function explainPercentage(value: unknown): string {
  const text = textOf(value).trim()
  if (/^-/.test(text)) return 'a percentage cannot be negative: write one such as "2%"'
  const number = /^(\d{1,3}(?:\.\d{1,9})?)\s*%?$/.exec(text)?.[1]
  if (number === undefined) return 'write a percentage such as "2%" or "0.5%"'
  const share = Number(number)
  return typeof value === 'number' && share > 0 && share < 1
    ? `write "${Number((share * 100).toPrecision(10))}%"`
    : `write "${share}%"`
}

/** Returns a scalar as a word. Mappings and lists give none: a mapping may even have its own `toString`. */
export function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? '' : String(value)
}
