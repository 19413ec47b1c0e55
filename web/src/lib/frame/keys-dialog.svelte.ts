export const keysDialog = $state({ open: false })
