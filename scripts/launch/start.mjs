// Starts server and gateway, starts again what dies, stops both together.
import { spawn } from 'node:child_process'
import { bun } from './ensure.mjs'
import { RUNTIME_FLAGS } from './runtime.mjs'

const RESTART_MS = [200, 500, 1000, 2000, 5000]
/** A process that lived this long starts a new row of tries. */
const SETTLED_MS = 5000
const STOP_MS = 15_000
/** sysexits: wrong configuration, a port that is taken: starting again cannot help. */
const isFinal = (code) => code !== null && code >= 64 && code <= 78

class Child {
  process = null
  isStopping = false
  tries = 0
  #onFinal

  constructor(name, script, onFinal) {
    this.name = name
    this.script = script
    this.#onFinal = onFinal
  }

  start() {
    const startedAt = Date.now()
    const env = { ...process.env, NODE_ENV: 'production', TRUNKLINE_RESTARTED: this.tries > 0 ? '1' : '' }
    const child = spawn(bun(), [...RUNTIME_FLAGS, this.script], { stdio: ['ignore', 'inherit', 'inherit'], env })
    this.process = child
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.process = null
        resolve(code)
        if (this.isStopping) return
        if (isFinal(code)) {
          this.#onFinal(code)
          return
        }
        if (Date.now() - startedAt > SETTLED_MS) this.tries = 0
        const pause = RESTART_MS[Math.min(this.tries, RESTART_MS.length - 1)]
        this.tries += 1
        console.error(`${this.name} ended (${signal ?? code}); it starts again in ${pause} ms`)
        setTimeout(() => !this.isStopping && this.start(), pause)
      })
    })
  }

  async stop() {
    this.isStopping = true
    if (!this.process) return
    const { process: child } = this
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await this.ended
    clearTimeout(late)
  }
}

/** Resolves with the exit code when everything has stopped. */
export function start() {
  return new Promise((resolve) => {
    let isStopping = false
    const stop = async (code) => {
      if (isStopping) return
      isStopping = true
      await gateway.stop()
      await server.stop()
      resolve(code)
    }
    const server = new Child('server', 'server/main.ts', stop)
    const gateway = new Child('gateway', 'gateway/main.ts', stop)
    process.on('SIGTERM', () => stop(0))
    process.on('SIGINT', () => stop(0))
    process.on('SIGHUP', () => stop(0))
    server.start()
    gateway.start()
  })
}
