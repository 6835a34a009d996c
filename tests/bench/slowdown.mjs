// How Chromium is made slower by just so much. It interrupts a page's thread to throttle it, and each interruption costs something, too: told to make it four
// times slower, it makes it about five times slower on the machines that README's numbers are of. So what it is told is found by measuring.
import { takeTurns, medianRatio } from './turns.mjs';

const PAIRS = 15;
const WARM_UP = 20; // then its code is compiled
const WORK = `(() => {
    const began = performance.now();
    for (let i = 0, x = 0; i < 1e6; i++) window.x = x = (x * 31 + i) | 0;
    return performance.now() - began;
})()`;

// The rate that a page is to be told (Emulation.setCPUThrottlingRate) to be `times` slower, and how much slower it was with that: { rate, measured }.
export async function slowdown(browser, times) {
    const context = await browser.newContext();
    try {
        const page = await context.newPage();
        const devtools = await context.newCDPSession(page);
        const took = async (rate) => {
            await devtools.send('Emulation.setCPUThrottlingRate', { rate });
            return page.evaluate(WORK);
        };
        const measure = async (rate) => {
            const { fast, slow } = await takeTurns({ fast: () => took(1), slow: () => took(rate) }, { pairs: PAIRS, progress: () => {} });
            return medianRatio(slow, fast);
        };
        for (let i = 0; i < WARM_UP; i++) await took(1);
        const rate = times ** 2 / (await measure(times));
        return { rate, measured: await measure(rate) };
    } finally {
        await context.close();
    }
}
