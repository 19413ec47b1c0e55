// What the demo's agents are prompted with.
import type { ScriptConfig } from '#protocol/desk'
import type { Language } from '#protocol/reasons'
import { saveScript } from '../script/script-store.ts'
import type { Database } from '../store/database.ts'

type Text = Pick<ScriptConfig, 'kind' | 'name' | 'text'>
const TEXTS: Record<Language, Text[]> = {
  'zh-CN': [
    { kind: 'phrase', name: '开场', text: '您好，工号 {number} 为您服务，请问有什么可以帮您？' },
    { kind: 'phrase', name: '请稍等', text: '请您稍等，我为您查询一下。' },
    { kind: 'phrase', name: '结束', text: '感谢来电，请稍后为我的服务评价，再见。' },
    {
      kind: 'script',
      name: '退换货',
      text: '1. 核对姓名和订单号。\n2. 询问购买日期和退换原因。\n3. 七天内且未拆封：登记退货，三个工作日退款。\n4. 超过七天：登记换货，转会员关怀跟进。\n5. 复述结果，约定回访时间。',
    },
  ],
  en: [
    { kind: 'phrase', name: 'Greeting', text: 'Good day, {agent} speaking. How can I help you?' },
    { kind: 'phrase', name: 'One moment', text: 'One moment please, I will look it up for you.' },
    { kind: 'phrase', name: 'Farewell', text: 'Thank you for calling. Have a good day.' },
    {
      kind: 'script',
      name: 'Returns',
      text: '1. Check the name and the order number.\n2. Ask when it was bought and why it comes back.\n3. Within seven days and unopened: register the return, refund in three working days.\n4. Later than that: register an exchange, Member care follows up.\n5. Say the result once more and agree on a time to call back.',
    },
  ],
}

export function seedScripts(core: Database, language: Language): void {
  for (const [place, text] of TEXTS[language].entries())
    saveScript(core, { id: `demo-${place + 1}`, ...text, queues: text.kind === 'script' ? ['service'] : [], place })
}
