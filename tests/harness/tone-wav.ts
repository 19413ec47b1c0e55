// A tone as a sound file.

/** 16-bit mono WAV; whole periods, where `seconds` × `hz` is whole, so that a loop has no click. */
export function toneWav(hz: number, seconds: number, rate: number, peak = 9000): Buffer {
  const samples = Math.round(rate * seconds)
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples * 2, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(rate * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples * 2, 40)
  for (let i = 0; i < samples; i++)
    file.writeInt16LE(Math.round(peak * Math.sin((2 * Math.PI * hz * i) / rate)), 44 + i * 2)
  return file
}
