// A command's id is its idempotency key: the same id of the same user is carried out once and answered alike.
import type { CommandReply } from './core-port.ts'

const MAX_REPLIES = 5000

export type CommandReplies = {
  once(userId: string, commandId: string, carryOut: () => Promise<CommandReply>): Promise<CommandReply>
}

export function createCommandReplies(limit = MAX_REPLIES): CommandReplies {
  const replies = new Map<string, Promise<CommandReply>>()
  return {
    once(userId, commandId, carryOut) {
      const key = `${userId} ${commandId}`
      const known = replies.get(key)
      if (known !== undefined) return known
      const reply = carryOut()
      // A fault is no answer: the next try with this id is a new one.
      reply.catch(() => replies.delete(key))
      if (replies.size >= limit) replies.delete(replies.keys().next().value ?? '')
      replies.set(key, reply)
      return reply
    },
  }
}
