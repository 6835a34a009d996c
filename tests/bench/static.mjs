// HTTP's own ceiling, for information: nginx with a static file.
import { load } from './load.mjs';
import { format, median, takeTurns } from './turns.mjs';

export async function measure({ stack, options, folder, progress }) {
    const { seconds, pairs } = options;
    const rates = await takeTurns(
        { static: () => load(`${stack.origin}/`, { folder, tokens: ['none'], seconds }) },
        { pairs, progress },
    );
    return [{ what: 'A static file from nginx', wanted: '', result: `${format(median(rates.static))}/s`, detail: 'HTTP’s own ceiling' }];
}
