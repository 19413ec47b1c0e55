/** Raised by one whenever a wire message changes its meaning; both ends refuse any other number. */
export const PROTOCOL_VERSION = 2
