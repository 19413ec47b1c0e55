import type { Outbound } from '../number/outbound-number.ts'
import type { Database } from '../store/database.ts'
import { permission } from './outbound-rules.ts'
import { outboundSetting } from './outbound-store.ts'

/** What is kept to be called later goes by the rules of what no agent asks for; they are asked again when it is called. */
export const mayBeCalled = (core: Database, typed: string): Outbound =>
  permission(outboundSetting(core), [], { typed, agentId: null, by: null })
