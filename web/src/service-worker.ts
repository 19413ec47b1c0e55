/// <reference lib="webworker" />
// Keeps the shell of the pages for a start without network. Never the API: call state is either live or not shown.
import { version } from '$app/env'
import { assets, immutable } from '$app/manifest'

const worker = self as unknown as ServiceWorkerGlobalScope
const cacheName = `shell-${version}`
const shell = ['/', ...[...immutable, ...assets].map((file) => `/${file.path.replace(/^\//, '')}`)]

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(shell)))
})
worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  )
})

async function fromShell(request: Request): Promise<Response> {
  const known = await caches.match(request, { cacheName, ignoreSearch: true })
  return known ?? fetch(request)
}
async function pageFrom(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (cause) {
    const kept = await caches.match('/', { cacheName })
    if (kept) return kept
    throw cause
  }
}

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return
  if (request.mode === 'navigate') event.respondWith(pageFrom(request))
  else if (shell.includes(url.pathname)) event.respondWith(fromShell(request))
})
