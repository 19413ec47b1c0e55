export const RUNTIME_FLAGS: string[]
