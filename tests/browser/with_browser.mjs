// Starts the browser that most test files share (to start one takes longer than most of them), runs them as run.mjs does, and ends it.
import { serve } from './chromium.mjs';

const browser = await serve();
process.env.DEBT_BROWSER = browser.wsEndpoint();
try {
    await import('./run.mjs');
} finally {
    await browser.close();
}
