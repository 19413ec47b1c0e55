// What the API answers when it does not do as it was asked.

/**
 * `code` is a RefusalReason or one of: not-found, invalid, unauthorised, too-large, rate-limited, setup-needed, internal;
 * `reason` says it more closely.
 */
export type ApiError = {
  error: { code: string; message: string; field?: string; reason?: string; uses?: NamedIn[]; id?: string }
}
/** What still names a thing that is to be deleted; forced handling has no name. */
export type NamedIn = { kind: 'flow' | 'queue' | 'rule' | 'forced' | 'list' | 'forwarding' | 'number'; name: string }
