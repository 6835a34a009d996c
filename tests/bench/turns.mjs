// Comparing by turns: what is compared runs alternately in one run, so that what the machine does meanwhile falls on all.

// Runs each contender `pairs` times, in turn, the order reversed every second time. contenders: { name: async () => number }.
// Returns { name: [numbers], … }, the n-th numbers of all belonging together.
export async function takeTurns(contenders, { pairs, progress, before = async () => {} }) {
    const names = Object.keys(contenders);
    const results = Object.fromEntries(names.map((name) => [name, []]));
    for (let pair = 0; pair < pairs; pair++) {
        for (const name of pair % 2 === 0 ? names : [...names].reverse()) {
            await before(name);
            const result = await contenders[name]();
            results[name].push(result);
            progress(`${pair + 1}/${pairs} ${name}: ${format(result)}`);
        }
    }
    return results;
}

export function median(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// The median of the ratios of the pairs, not the ratio of medians.
export const medianRatio = (numerators, denominators) => median(numerators.map((numerator, i) => numerator / denominators[i]));

// The value below which p percent of the numbers lie.
export function percentile(numbers, p) {
    const sorted = [...numbers].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * p) / 100) - 1)];
}

// A number as the table shows it: three digits, or whole.
export function format(number) {
    if (number >= 100) return Math.round(number).toLocaleString('en');
    return String(Number(number.toPrecision(3)));
}
