import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')
export const BUN = process.env.TRUNKLINE_BUN ?? join(ROOT, 'node_modules/.bin/bun')
