import { expect, it } from 'vitest'
import { startTrunkline } from '/work/main/tests/harness/trunkline.ts'
it('starts', async () => {
  const t0 = performance.now()
  const t = await startTrunkline()
  try {
    console.log('started in', performance.now() - t0, t.output(), t.pid('server'), t.pid('gateway'))
    console.log(await (await fetch(t.gatewayUrl + '/health')).text(), await (await fetch(t.url + '/health')).text())
  } finally { const t1 = performance.now(); await t.stop(); console.log('stopped', performance.now() - t1, t.output().slice(-500)) }
})
