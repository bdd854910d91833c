/** The identity of a standalone boot-node: a libp2p key file, as go, js and rust write it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import { InputError, messageOf } from '../base/errors.ts'

/** Base64 of a protobuf, with or without a line end. */
const base64Pattern = /^[A-Za-z0-9+/]+={0,2}\s*$/

/** Returns the seed of the Ed25519 key in the file, 32 bytes in hex. Makes a missing file, with mode 0600. */
export async function identityIn(
  file: string,
): Promise<{ readonly identity: string; readonly isNew: boolean }> {
  const bytes = read(file)
  if (bytes === null) return { identity: await create(file), isNew: true }
  const text = bytes.toString('latin1')
  return {
    identity: seedOf(base64Pattern.test(text) ? Buffer.from(text, 'base64') : bytes, file),
    isNew: false,
  }
}

async function create(file: string): Promise<string> {
  const bytes = privateKeyToProtobuf(await generateKeyPair('Ed25519'))
  try {
    writeFileSync(file, bytes, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    throw new InputError(`cannot write the private key ${file}: ${messageOf(error)}`)
  }
  return seedOf(bytes, file)
}

function seedOf(bytes: Uint8Array, file: string): string {
  const key = parse(bytes, file)
  if (key.type !== 'Ed25519') throw new InputError(`${file} has a key of type ${key.type}, not Ed25519`)
  return Buffer.from(key.raw.subarray(0, 32)).toString('hex')
}

function parse(bytes: Uint8Array, file: string) {
  try {
    return privateKeyFromProtobuf(bytes)
  } catch {
    throw new InputError(
      `${file} is not a private key of libp2p: it must have the protobuf of one, raw or in base64`,
    )
  }
}

function read(file: string): Buffer | null {
  try {
    return readFileSync(file)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new InputError(`cannot read the private key ${file}: ${messageOf(error)}`)
  }
}
