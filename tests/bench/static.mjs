// The floors under every request, for information: what nginx, a worker, and the database take for next to nothing.
// Whatever does all three cannot be faster than they are together.
import { load } from './load.mjs';
import { format, median, takeTurns } from './turns.mjs';

const FLOORS = {
    file: ['A static file from nginx', 'HTTP’s own ceiling'],
    worker: ['An answer of a worker that needs no database (OPTIONS)', 'nginx, FastCGI, and the routing of the worker'],
    statement: ['`select 1` by pgbench, 16 clients', 'a round trip to the database, without HTTP'],
};

export async function measure({ stack, database, options, folder, progress }) {
    const { seconds, pairs } = options;
    const rates = await takeTurns(
        {
            file: () => load(`${stack.origin}/`, { folder, tokens: ['none'], seconds }),
            worker: () => load(`${stack.origin}/api/contacts`, { folder, tokens: ['none'], seconds, method: 'OPTIONS' }),
            statement: () => database.pgbench('select 1', { clients: 16, seconds, n_max: 1, user: 'debt_api' }),
        },
        { pairs, progress },
    );
    return Object.entries(FLOORS).map(([name, [what, detail]]) => ({ what, wanted: '', result: `${format(median(rates[name]))}/s`, detail }));
}
