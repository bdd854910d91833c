import { isIP } from 'node:net'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type ExitCode, InputError, messageOf } from '../base/errors.ts'
import type { BootNodeConfig } from '../protocol/boot-node-config.ts'
import { plainFeatures } from '../protocol/host-features.ts'
import { usualInbound } from '../protocol/inbound.ts'
import { type ProfileName, profileNames, profiles } from '../protocol/profiles.ts'
import { defaultLimits } from '../protocol/rendezvous-config.ts'
import type { CliContext } from './context.ts'
import { portNumber } from './option-values.ts'
import { untilEnded } from './until-ended.ts'

interface BootNodeFlags {
  readonly privateKey?: string
  readonly dev?: true
  readonly port: number
  readonly listen: string
  readonly announce: readonly string[]
  readonly metricsPort?: number
  readonly profile: ProfileName
  readonly rendezvous?: true
  readonly kad?: string
}

/** The public seed of the peer id of `--dev`, for tests only. */
const devIdentity = '00'.repeat(32)

export function addBootNode(program: Command, context: CliContext): void {
  program
    .command('boot-node')
    .description('run a boot-node by itself, on real sockets: a relay with identify, ping and AutoNAT')
    .option(
      '--private-key <file>',
      'file with its Ed25519 key: protobuf, raw or in base64; a missing file is made (mode 0600)',
    )
    .addOption(
      new Option('--dev', 'use a fixed peer id whose private key is public, for tests only').conflicts(
        'privateKey',
      ),
    )
    .addOption(
      new Option('--profile <name>', 'named configuration of its limits and services')
        .choices(profileNames)
        .default('js-libp2p'),
    )
    .option('--port <number>', 'TCP port for libp2p, 0 for any that is free', portNumber, 4001)
    .option(
      '--listen <ip>',
      'IP address to listen on; 0.0.0.0 to serve other machines than this one',
      ipAddress,
      '127.0.0.1',
    )
    .option(
      '--announce <multiaddr>',
      'advertise this address instead of the listening ones; may be repeated',
      collect,
      [],
    )
    .option(
      '--metrics-port <number>',
      'serve metrics for Prometheus at http://<ip>:<number>/metrics',
      portNumber,
    )
    .option('--rendezvous', 'run a rendezvous point')
    .option(
      '--kad <protocol>',
      'run a Kademlia server for this protocol, such as /ipfs/kad/1.0.0',
      protocolName,
    )
    .addHelpText('after', helpAfter)
    .action(async (flags: BootNodeFlags) => context.done(await run(flags, context)))
}

const helpAfter = `
Without --private-key or --dev it has a new peer id at each start.
Ends at the first SIGTERM (with exit code 0) or Ctrl-C (130).`

async function run(flags: BootNodeFlags, context: CliContext): Promise<ExitCode> {
  return untilEnded(context, async (ended) => {
    const { startBootNode } = await import('../nodes/boot-node/start-boot-node.ts')
    const config = await configOf(flags, context)
    await using node = await startBootNode(config).catch((error: unknown) => {
      throw new InputError(`the boot-node cannot start: ${messageOf(error)}`)
    })
    const lines = [
      ...node.host.getMultiaddrs().map(String),
      ...(node.metricsUrl === null ? [] : [node.metricsUrl]),
    ]
    context.stdout.write(`${lines.join('\n')}\n`)
    return await ended
  })
}

async function configOf(flags: BootNodeFlags, context: CliContext): Promise<BootNodeConfig> {
  const { listen, metricsPort } = flags
  const profile = profiles[flags.profile]
  return {
    identity: await identityOf(flags, context),
    listen: [`/ip${isIP(listen)}/${listen}/tcp/${flags.port}`],
    ...plainFeatures,
    announce: flags.announce,
    profile: flags.profile,
    relay: profile.relay,
    relaying: true,
    refusal: null,
    libp2pOptions: {},
    inbound: usualInbound,
    autonat: profile.autonat,
    services: {
      rendezvous: flags.rendezvous === true ? defaultLimits : profile.rendezvous,
      kad: flags.kad ?? profile.kad,
      metrics: metricsPort === undefined ? null : { host: listen, port: metricsPort },
    },
  }
}

async function identityOf({ dev, privateKey }: BootNodeFlags, { stderr }: CliContext): Promise<string> {
  if (dev === true) return devIdentity
  if (privateKey === undefined) {
    const { randomBytes } = await import('node:crypto')
    return randomBytes(32).toString('hex')
  }
  const { identityIn } = await import('./private-key.ts')
  const { identity, isNew } = await identityIn(privateKey)
  if (isNew) stderr.write(`topo: made a new private key, ${privateKey}\n`)
  return identity
}

function ipAddress(text: string): string {
  if (isIP(text) === 0) throw new InvalidArgumentError('expected an IP address such as 0.0.0.0.')
  return text
}

function protocolName(text: string): string {
  if (!/^\/\S+$/.test(text)) throw new InvalidArgumentError('expected a protocol such as /ipfs/kad/1.0.0.')
  return text
}

function collect(text: string, before: readonly string[]): readonly string[] {
  if (!text.startsWith('/'))
    throw new InvalidArgumentError('expected a multiaddr such as /dns4/boot.example/tcp/4001.')
  return [...before, text]
}
