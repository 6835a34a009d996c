// The day that is so many days from today (before it: below 0), by UTC: YYYY-MM-DD.
export const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
