// What of the live page is looked at more closely.
export type Picked = { kind: 'agent' | 'call'; id: string }
