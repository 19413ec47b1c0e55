// Limits of what we read from the wire; each has a test at the limit.
export const MAX_HEADER_SECTION_OCTETS = 65_536
export const MAX_HEADERS = 256
export const MAX_URI_LENGTH = 2048
export const MAX_VIA = 70
export const MAX_CSEQ = 2_147_483_647
export const MAX_FORWARDS = 255
export const DEFAULT_MAX_FORWARDS = 70
/** Of a message on a stream; a datagram is bounded by itself. */
export const MAX_BODY_OCTETS = 65_536
