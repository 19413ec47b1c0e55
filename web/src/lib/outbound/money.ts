// Money as it is stored (ten-thousandths of the currency) and as people write it.
const PARTS = 10_000

export const moneyText = (money: number): string => String(money / PARTS)

/** Null: nothing, or no amount. */
export function moneyOf(text: string): number | null {
  const typed = text.trim()
  return /^\d{1,8}(?:\.\d{1,4})?$/.test(typed) ? Math.round(Number(typed) * PARTS) : null
}

export const withCurrency = (money: number, currency: string, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 4 }).format(money / PARTS)
