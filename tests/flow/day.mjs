// The day that is so many days from today (before it: below 0), by UTC: YYYY-MM-DD. Today is when a test file began: one that goes on past midnight finds by
// these days what it made with them.
const BEGAN_MS = Date.now();

export const day = (days) => new Date(BEGAN_MS + days * 86_400_000).toISOString().slice(0, 10);
