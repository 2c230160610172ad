import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { isIPv4 } from 'node:net'
import { closeLater } from './outbound-world.ts'

/** What a name server knows, by name. Of a name that it does not know there is nothing (RFC 1035 §4.1.1). */
export type Zone = Readonly<Record<string, readonly string[] | 'silent'>>

interface Question {
  readonly name: string
  readonly type: number
  /** Its bytes, to repeat. */
  readonly section: Buffer
}

/** A name server on this machine; answers a resolver that asks only it, and the names it was asked for. */
export async function startNameServer(zone: Zone) {
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    const question = readQuestion(query)
    asked.push(question.name)
    const known = zone[question.name] ?? []
    if (known !== 'silent') socket.send(toAnswer(query, question, known), port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  closeLater({ close: () => socket.close() as never, closeAllConnections: () => undefined })
  const createResolver = (): Resolver => {
    const resolver = new Resolver({ timeout: 60_000, tries: 1 })
    resolver.setServers([`127.0.0.1:${socket.address().port}`])
    return resolver
  }
  return { asked, createResolver }
}

function readQuestion(query: Buffer): Question {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), section: query.subarray(12, at + 5) }
}

function toAnswer(query: Buffer, { type, section }: Question, addresses: readonly string[]): Buffer {
  const records = addresses.filter((address) => type === (isIPv4(address) ? A : AAAA)).map(toRecord)
  const header = Buffer.alloc(12)
  query.copy(header, 0, 0, 2)
  // A recursive answer without an error; NXDOMAIN for a name of which nothing is known.
  header.writeUInt16BE(addresses.length > 0 ? 0x8180 : 0x8183, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  return Buffer.concat([header, section, ...records])
}

const A = 1
const AAAA = 28

/** A resource record whose name points back to the question (RFC 1035 §4.1.3, §4.1.4; RFC 3596 §2.2). */
function toRecord(address: string): Buffer {
  const bytes = isIPv4(address) ? address.split('.').map(Number) : toGroups(address)
  const type = isIPv4(address) ? A : AAAA
  return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes])
}

/** Sixteen bytes of an IPv6 address that has one `::`. */
function toGroups(address: string): number[] {
  const [left = [], right = []] = address.split('::').map((part) => part.split(':').filter(Boolean))
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return groups.map((group) => Number.parseInt(group, 16)).flatMap((group) => [group >> 8, group & 255])
}
