import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

/** Warnings that mean a page dies at run time: the build must not pass with them. */
const fatalWarnings = new Set(['IMPORT_IS_UNDEFINED', 'UNRESOLVED_IMPORT', 'MISSING_EXPORT'])

export default defineConfig({
  plugins: [
    tailwindcss(),
    sveltekit({
      adapter: adapter({ fallback: '200.html', precompress: true }),
      version: { pollInterval: 300_000 },
      compilerOptions: { runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true) },
    }),
  ],
  build: {
    rolldownOptions: {
      onwarn(warning, report) {
        if (warning.code && fatalWarnings.has(warning.code)) throw new Error(`${warning.code}: ${warning.message}`)
        report(warning)
      },
    },
  },
  server: {
    proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } },
  },
})
