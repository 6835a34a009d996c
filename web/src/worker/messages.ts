// What a page says to the service worker that waits.
export const TAKE_OVER = 'take-over';
