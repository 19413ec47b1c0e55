// Header text is kept as one character per octet, so that any bytes survive parse and print unchanged (RFC 3261 §7.3.1
// allows UTF-8 and escaped arbitrary octets); it becomes readable text only where a person will read it.

export const octetText = (octets: Uint8Array): string =>
  Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('latin1')

export const octetsOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** Ordinary text to one character per octet of its UTF-8 form. */
export const toOctetText = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

export const readable = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')
