"""An independent reading and writing of the recording file (gateway/recording/SPEC.md, "The file"), from the
specification alone. open KEY FILE PREFIX: writes PREFIX.said and PREFIX.heard, prints what else is in it.
make KEY FILE: a recording of known content. KEY: 64 hexadecimal digits."""
import hashlib
import json
import struct
import sys

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SOUND, GAP, END, OGG = 1, 2, 3, 4


def sealing_key(secret, ephemeral, public):
    return HKDF(SHA256(), 32, ephemeral + public, b'trunkline recording data key 1').derive(secret)


def open_file(key, path, prefix):
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(key))
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    data = open(path, 'rb').read()
    magic, length, started = struct.unpack_from('<4sIQ', data)
    assert magic == b'TLR1', magic
    header = data[:length]
    assert header[16:24] == hashlib.sha256(public).digest()[:8], 'another key'
    ephemeral = header[24:56]
    secret = private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    data_key = AESGCM(AESGCM(sealing_key(secret, ephemeral, public)).decrypt(bytes(12), header[56:104], None))
    recording_id = header[105:105 + header[104]].decode()
    call_id = header[106 + header[104]:].decode()
    bound = hashlib.sha256(header).digest()
    said, heard, ogg, gaps, end, at, number = b'', b'', b'', {}, None, length, 0
    while at < len(data):
        head = data[at:at + 4]
        size = int.from_bytes(head[:3], 'little')
        sealed = data[at + 4:at + 4 + size + 16]
        plain = data_key.decrypt(struct.pack('<I8x', number), sealed, bound + struct.pack('<I', number) + head)
        if head[3] == SOUND:
            said += plain[:size // 2]
            heard += plain[size // 2:]
        elif head[3] == OGG:
            ogg += plain
        elif head[3] == GAP:
            kind, place, frames = struct.unpack('<BII', plain)
            gaps[kind, place] = frames
        else:
            end = struct.unpack('<I', plain)[0]
        at += 4 + size + 16
        number += 1
    for ending, sound in (('said', said), ('heard', heard), ('ogg', ogg)):
        open(f'{prefix}.{ending}', 'wb').write(sound)
    told = [{'kind': ['pause', 'mask'][kind], 'at': place, 'frames': n} for (kind, place), n in gaps.items()]
    print(json.dumps({'recordingId': recording_id, 'callId': call_id, 'startedAt': started, 'chunks': number,
                      'frames': len(said), 'gaps': told, 'end': end}))


def make_file(key, path):
    public = X25519PrivateKey.from_private_bytes(bytes.fromhex(key)).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    private = X25519PrivateKey.from_private_bytes(hashlib.sha256(b'ephemeral').digest())
    ephemeral = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    secret = private.exchange(X25519PublicKey.from_public_bytes(public))
    data_key = hashlib.sha256(b'data key').digest()
    sealed = AESGCM(sealing_key(secret, ephemeral, public)).encrypt(bytes(12), data_key, None)
    names = b''.join(bytes([len(name)]) + name for name in (b'rec-1', b'call-1'))
    body = hashlib.sha256(public).digest()[:8] + ephemeral + sealed + names
    header = struct.pack('<4sIQ', b'TLR1', 16 + len(body), 1795000000000) + body
    out, bound = header, hashlib.sha256(header).digest()
    sound = [bytes([n]) * 800 + bytes([100 + n]) * 800 for n in range(3)]
    chunks = [(SOUND, sound[0]), (GAP, struct.pack('<BII', 1, 800, 0)), (SOUND, sound[1]),
              (GAP, struct.pack('<BII', 1, 800, 800)), (SOUND, sound[2]), (END, struct.pack('<I', 2400))]
    for number, (kind, plain) in enumerate(chunks):
        head = len(plain).to_bytes(3, 'little') + bytes([kind])
        place = struct.pack('<I', number)
        out += head + AESGCM(data_key).encrypt(place + bytes(8), plain, bound + place + head)
    open(path, 'wb').write(out)


{'open': open_file, 'make': make_file}[sys.argv[1]](*sys.argv[2:])
