// What to measure, and how long: the environment variables that `run` describes.
export const MEASUREMENTS = ['append', 'get', 'streams', 'latency', 'accounts', 'ledger', 'length', 'static', 'browser', 'lighthouse'];

export function readOptions(environment) {
    const number = (name, otherwise, least = 1) => {
        const value = environment[name] ? Number(environment[name]) : otherwise;
        if (!Number.isInteger(value) || value < least) throw new Error(`${name}=${environment[name]}: a whole number from ${least} on`);
        return value;
    };
    const names = environment.BENCH ? environment.BENCH.split(',').map((name) => name.trim()) : MEASUREMENTS;
    const unknown = names.filter((name) => !MEASUREMENTS.includes(name));
    if (unknown.length) throw new Error(`BENCH: there is no ${unknown.join(', ')}; there are ${MEASUREMENTS.join(', ')}`);
    return {
        names,
        pairs: number('BENCH_PAIRS', 5),
        seconds: number('BENCH_SECONDS', 6),
        ledgers: number('BENCH_LEDGERS', 1_000),
        streams: number('BENCH_STREAMS', 1_000),
        events: number('BENCH_EVENTS', 1_000_000, 1_000),
    };
}
