import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ProtectionProfileAes128CmHmacSha1_80, RtpHeader, RtpPacket, SrtcpSession, SrtpSession } from 'werift'
import { Packet } from '../datagram/packet.ts'
import { makeCipher } from './make-cipher.ts'
import { SrtcpContext } from './srtcp.ts'
import { SrtpContext, SrtpRefusal } from './srtp.ts'
import { NodeCipher } from './srtp-cipher.ts'
import { AUTH_TAG_LENGTH, deriveRtpKeys, type SessionKeys } from './srtp-keys.ts'

const master = { key: randomBytes(16), salt: randomBytes(14) }
const theirs = {
  keys: {
    localMasterKey: master.key,
    localMasterSalt: master.salt,
    remoteMasterKey: master.key,
    remoteMasterSalt: master.salt,
  },
  profile: ProtectionProfileAes128CmHmacSha1_80,
}

function packet(sequence: number, payload: Uint8Array, ssrc = 0x89abcdef): Buffer {
  const bytes = Buffer.alloc(12 + payload.length + AUTH_TAG_LENGTH)
  bytes[0] = 0x80
  bytes[1] = 8
  bytes.writeUInt16BE(sequence & 0xffff, 2)
  bytes.writeUInt32BE((sequence * 160) >>> 0, 4)
  bytes.writeUInt32BE(ssrc, 8)
  bytes.set(payload, 12)
  return bytes
}

function load(bytes: Uint8Array): Packet {
  const loaded = Packet.allocate()
  loaded.bytes.set(bytes)
  return loaded
}

const protectedPackets = (first: number, count: number): Buffer[] => {
  const sender = new SrtpContext(master)
  return Array.from({ length: count }, (_, i) => {
    const made = load(packet(first + i, randomBytes(160)))
    sender.protect(made, 172)
    return Buffer.from(made.bytes.subarray(0, 182))
  })
}

test('RFC 3711 B.3: session keys', () => {
  const keys = deriveRtpKeys({
    key: Buffer.from('E1F97A0D3E018BE0D64FA32C06DE4139', 'hex'),
    salt: Buffer.from('0EC675AD498AFEEBB6960B3AABE6', 'hex'),
  })
  expect(keys.encryption.toString('hex').toUpperCase()).toBe('C61E7A93744F39EE10734AFE3FF7A087')
  expect(keys.salt.toString('hex').toUpperCase()).toBe('30CBBC08863D8C85D49DB34A9AE1')
  expect(keys.authentication.toString('hex').toUpperCase()).toBe('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4')
})

describe('against werift', () => {
  test.each([
    ['libcrypto', makeCipher],
    ['node:crypto', (keys: SessionKeys) => new NodeCipher(keys)],
  ])('SRTP by %s both ways over two wraps of the sequence number', (_name, cipherOf) => {
    const [sender, receiver] = [new SrtpContext(master, cipherOf), new SrtpContext(master, cipherOf)]
    const [theirReceiver, theirSender] = [new SrtpSession(theirs), new SrtpSession(theirs)]
    for (let i = 0; i < 1200; i++) {
      const payload = randomBytes(1 + ((i * 7) % 400))
      const sequence = 65_000 + i
      const out = load(packet(sequence, payload))
      const length = sender.protect(out, 12 + payload.length)
      expect(RtpPacket.deSerialize(theirReceiver.decrypt(out.bytes.subarray(0, length))).payload.equals(payload)).toBe(
        true,
      )
      const header = new RtpHeader({ payloadType: 8, sequenceNumber: sequence & 0xffff, timestamp: i * 160, ssrc: 77 })
      const encrypted = theirSender.encrypt(payload, header)
      const coming = load(encrypted)
      expect(receiver.unprotect(coming, encrypted.length)).toBe(12 + payload.length)
      expect(coming.bytes.subarray(12, 12 + payload.length).equals(payload)).toBe(true)
    }
  })

  test('SRTCP both ways, forged and replayed packets refused', () => {
    const session = new SrtcpSession(theirs)
    const [sender, receiver] = [new SrtcpContext(master), new SrtcpContext(master)]
    for (let i = 0; i < 200; i++) {
      const rtcp = randomBytes(52)
      rtcp.writeUInt32BE(0x81c8000c, 0)
      rtcp.writeUInt32BE(i % 3, 4)
      expect(session.decrypt(sender.protect(rtcp)).equals(rtcp)).toBe(true)
      const coming = session.encrypt(rtcp)
      const forged = Buffer.from(coming)
      forged[9]! ^= 1
      expect(receiver.unprotect(forged)).toBeNull()
      expect(receiver.unprotect(coming)?.equals(rtcp)).toBe(true)
      expect(receiver.unprotect(coming)).toBeNull()
    }
  })
})

describe('W9 what is refused', () => {
  test('reordered packets pass once, also over a wrap, and every replay is refused', () => {
    const packets = protectedPackets(65_400, 400)
    const receiver = new SrtpContext(master)
    const order = packets.map((_, i) => (i === 0 ? 0 : i % 2 === 1 ? Math.min(i + 1, 399) : i - 1))
    for (const i of new Set(order)) expect(receiver.unprotect(load(packets[i]!), 182)).toBe(172)
    for (const bytes of packets) expect(receiver.unprotect(load(bytes), 182)).toBeLessThan(0)
    expect(receiver.unprotect(load(packets[399]!), 182)).toBe(SrtpRefusal.replay)
  })

  test('127 packets late passes, 128 does not', () => {
    const packets = protectedPackets(1, 400)
    const receiver = new SrtpContext(master)
    receiver.unprotect(load(packets[300]!), 182)
    expect(receiver.unprotect(load(packets[173]!), 182)).toBe(172)
    expect(receiver.unprotect(load(packets[172]!), 182)).toBe(SrtpRefusal.replay)
  })

  test('every single bit changed, every length cut: refused, and the state does not move', () => {
    const packets = protectedPackets(500, 2)
    const receiver = new SrtpContext(master)
    receiver.unprotect(load(packets[0]!), 182)
    for (let bit = 0; bit < 182 * 8; bit++) {
      const forged = load(packets[1]!)
      forged.bytes[bit >> 3]! ^= 1 << (bit & 7)
      const before = Buffer.from(forged.bytes)
      expect(receiver.unprotect(forged, 182)).toBeLessThan(0)
      expect(forged.bytes.equals(before)).toBe(true)
    }
    for (let length = 0; length < 182; length++) expect(receiver.unprotect(load(packets[1]!), length)).toBeLessThan(0)
    expect(receiver.unprotect(load(packets[1]!), 182)).toBe(172)
  })

  test('another key', () => {
    const stranger = new SrtpContext({ key: randomBytes(16), salt: randomBytes(14) })
    expect(stranger.unprotect(load(protectedPackets(9, 1)[0]!), 182)).toBe(SrtpRefusal.authentication)
  })

  test('a sender that would use an index twice', () => {
    const sender = new SrtpContext(master)
    expect(sender.protect(load(packet(5, Buffer.alloc(160))), 172)).toBe(182)
    expect(sender.protect(load(packet(5, Buffer.alloc(160, 1))), 172)).toBe(SrtpRefusal.replay)
  })
})
