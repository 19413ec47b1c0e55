// The web application: a map of files read at start, compressed twins by Accept-Encoding, 200.html for its own paths.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { HttpError, notFound } from './http-error.ts'

type StaticFile = { path: string; type: string; etag: string; immutable: boolean; encodings: string[] }
type StaticFiles = {
  /** 200.html; '' when the web application has not been built. */
  page: string
  serve(request: Request): Response
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
}
const ENCODINGS = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
]
const FALLBACK = '/200.html'

export function createStaticFiles(folder: string): StaticFiles {
  const files = existsSync(folder) ? readFiles(folder) : new Map<string, StaticFile>()
  const fallback = files.get(FALLBACK)
  return {
    page: fallback === undefined ? '' : readFileSync(fallback.path, 'utf8'),
    serve(request) {
      const path = decodedPath(request.url)
      const file = files.get(path) ?? files.get(`${path}index.html`)
      if (file !== undefined) return fileReply(file, request)
      if (extname(path) !== '') throw notFound()
      if (fallback === undefined) throw new HttpError(503, 'unavailable', 'The web application has not been built yet')
      return fileReply(fallback, request)
    },
  }
}

function decodedPath(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname)
  } catch {
    throw notFound()
  }
}

function readFiles(folder: string): Map<string, StaticFile> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const paths = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile())
  const known = new Set(paths)
  const plain = paths.filter((path) => !/\.(br|gz)$/.test(path))
  return new Map(
    plain.map((path) => {
      const url = `/${relative(folder, path).split(sep).join('/')}`
      return [url, describe(path, url, known)]
    }),
  )
}

function describe(path: string, url: string, known: Set<string>): StaticFile {
  return {
    path,
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(readFileSync(path)).digest('base64url').slice(0, 22)}"`,
    immutable: url.startsWith('/_app/immutable/'),
    encodings: ENCODINGS.filter(({ suffix }) => known.has(path + suffix)).map(({ name }) => name),
  }
}

function fileReply(file: StaticFile, request: Request): Response {
  const accepted = request.headers.get('accept-encoding') ?? ''
  const encoding = ENCODINGS.find(({ name }) => file.encodings.includes(name) && accepted.includes(name))
  const etag = encoding === undefined ? file.etag : file.etag.replace(/"$/, `-${encoding.name}"`)
  const headers: Record<string, string> = {
    'content-type': file.type,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    vary: 'accept-encoding',
    ...(encoding === undefined ? {} : { 'content-encoding': encoding.name }),
  }
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
  return new Response(Bun.file(file.path + (encoding?.suffix ?? '')), { headers })
}
