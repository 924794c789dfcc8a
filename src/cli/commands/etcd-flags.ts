// The flags of every command that works on a cluster's own etcd: where it is, and how it and we come to trust each other.
// Names are locksmithctl's. Each flag can come from the environment, where a password is seen by fewer than in a command.

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import type { EtcdAccess, EtcdTls, EtcdUser } from '../../worlds/docker/etcd/access.ts'
import { UsageError } from '../exit.ts'

const DEFAULT_ENDPOINT = 'http://127.0.0.1:2379'
const CLIENT_PORT = '2379'

export interface EtcdFlags {
  readonly endpoint: string
  readonly etcdCafile?: string
  readonly etcdCertfile?: string
  readonly etcdKeyfile?: string
  readonly etcdUsername?: string
  readonly etcdPassword?: string
}

/** Adds flags whose environment begins with this prefix. */
export const etcdFlags = (command: Command, prefix: string): Command =>
  [
    new Option('--endpoint <urls>', 'the etcd members, by comma').default(DEFAULT_ENDPOINT),
    new Option('--etcd-cafile <file>', 'the authorities to believe when etcd shows its certificate (PEM)'),
    new Option('--etcd-certfile <file>', 'the certificate to show to etcd (PEM)'),
    new Option('--etcd-keyfile <file>', 'the key of that certificate (PEM)'),
    new Option('--etcd-username <name>', 'who to be for etcd'),
    new Option('--etcd-password <password>', 'and the password; better in the environment'),
  ].reduce((all, option) => all.addOption(fromEnvironment(option, prefix)), command)

/**
 * Lets `<PREFIX>_<FLAG>` stand for a flag that was not given. As for locksmithctl, an empty one is none; and one that says
 * no is none for a flag without a value.
 */
export function fromEnvironment(option: Option, prefix: string, environment = process.env): Option {
  const name = `${prefix}_${option.name().toUpperCase().replaceAll('-', '_')}`
  const value = environment[name] ?? ''
  const says = option.isBoolean() ? !/^(|0|f|false)$/i.test(value) : value !== ''
  return says ? option.env(name) : option
}

/**
 * Reads a comma list of `http://host[:port]`, as the addresses to dial.
 * @throws UsageError
 */
export function endpointsOf(list: string): readonly string[] {
  const endpoints = list.split(',').map((text) => {
    const [, scheme = '', host, port = CLIENT_PORT] =
      /^(https?):\/\/(\[[\da-f:.]+\]|[^/:@?#\s]+)(?::(\d+))?\/?$/i.exec(text.trim()) ?? []
    if (host === undefined) throw new UsageError(`"${text}" is no endpoint, expected one like ${DEFAULT_ENDPOINT}`)
    return `${scheme.toLowerCase()}://${host}:${port}`
  })
  return [...new Set(endpoints)]
}

/**
 * Reads the files that were named. An authority alone will do, and so will a pair alone: locksmithctl loads the pair as
 * soon as any file is named, and fails (flatcar #948). A name that is empty is none.
 * @throws UsageError in one line: a file that cannot be read or is not what it should be, half a pair, half a user
 */
export function accessOf(flags: Omit<EtcdFlags, 'endpoint'>): EtcdAccess {
  const tls = tlsOf(flags)
  const user = userOf(flags)
  return { ...(tls ? { tls } : {}), ...(user ? { user } : {}) }
}

/**
 * gRPC names an IP address in its TLS handshake, where RFC 6066 wants a name or nothing. Node believes the right
 * certificates all the same, but would print that this is deprecated, and whoever reads it can do nothing about it.
 */
export function hushGrpc(): void {
  process.noDeprecation = true
}

function tlsOf({ etcdCafile, etcdCertfile, etcdKeyfile }: Omit<EtcdFlags, 'endpoint'>): EtcdTls | undefined {
  const authorities = etcdCafile ? certificates('etcd-cafile', etcdCafile).pem : undefined
  const client = together({ 'etcd-certfile': etcdCertfile, 'etcd-keyfile': etcdKeyfile }, pairOf)
  if (!authorities && !client) return undefined
  return { ...(authorities ? { authorities } : {}), ...(client ? { client } : {}) }
}

const userOf = ({ etcdUsername, etcdPassword }: Omit<EtcdFlags, 'endpoint'>): EtcdUser | undefined =>
  together({ 'etcd-username': etcdUsername, 'etcd-password': etcdPassword }, (name, password) => ({ name, password }))

/** What two flags mean together; undefined: neither was given. */
function together<T>(
  flags: Readonly<Record<string, string | undefined>>,
  meaning: (first: string, second: string) => T,
): T | undefined {
  const [first, second] = Object.values(flags)
  if (first && second) return meaning(first, second)
  if (!first && !second) return undefined
  const names = Object.keys(flags).map((name) => `--${name}`)
  throw new UsageError(`${(first ? names : names.toReversed()).join(' needs ')} as well`)
}

function pairOf(certfile: string, keyfile: string): NonNullable<EtcdTls['client']> {
  const { pem: certificate, first } = certificates('etcd-certfile', certfile)
  const key = fileOf('etcd-keyfile', keyfile)
  const parsed = parsedOr(
    () => createPrivateKey(key),
    `--etcd-keyfile: ${keyfile} holds no private key, or a locked one`,
  )
  if (!first.checkPrivateKey(parsed)) {
    throw new UsageError(`--etcd-keyfile: ${keyfile} is not the key of the certificate in ${certfile}`)
  }
  return { certificate, key }
}

/** One certificate or more, in PEM. */
function certificates(flag: string, file: string): { readonly pem: Buffer; readonly first: X509Certificate } {
  const pem = fileOf(flag, file)
  const blocks = pem.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  const [first] = parsedOr(() => blocks.map((block) => new X509Certificate(block)), `--${flag}: ${file} is damaged`)
  if (!first) throw new UsageError(`--${flag}: ${file} holds no certificate in PEM`)
  return { pem, first }
}

function fileOf(flag: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new UsageError(`--${flag}: ${(error as NodeJS.ErrnoException).message}`, { cause: error })
  }
}

function parsedOr<T>(parse: () => T, otherwise: string): T {
  try {
    return parse()
  } catch (cause) {
    throw new UsageError(otherwise, { cause })
  }
}
