// How many contacts a second are created through nginx, durably, with the doorbell, over many ledgers: against pgbench
// calling the same function of the same database (no HTTP, no doorbell: the ceiling), and against the yardstick.
import { uuidArray } from './database.mjs';
import { ask, expect, load } from './load.mjs';
import { format, median, medianRatio, takeTurns } from './turns.mjs';

const CEILING_CLIENTS = [8, 16, 32];
const CONTACT = { name: 'Ada Lovelace', email: 'ada@example.org', notes: 'lunch on friday' };

export async function measure({ stack, database, yardstick, options, folder, progress }) {
    const { seconds, pairs } = options;
    const accounts = await stack.makeAccounts('append', options.ledgers);
    const tokens = accounts.map(({ token }) => token);
    const url = `${stack.origin}/api/contacts`;
    expect('POST /api/contacts', (await ask(url, { token: tokens[0], method: 'POST', body: CONTACT })).status, 201);

    const ceiling = (clients, duration = seconds) =>
        database.pgbench(createContact(accounts), { clients, seconds: duration, n_max: accounts.length, user: 'debt_api' });
    const clients = await bestOf(CEILING_CLIENTS, ceiling, progress);
    const contenders = {
        stack: () => load(url, { folder, tokens, seconds, method: 'POST' }),
        ceiling: () => ceiling(clients),
    };
    if (yardstick) {
        const peer = await yardstick.makeLedgers(options.ledgers);
        contenders.yardstick = () => load(`${yardstick.origin}/api/contacts`, { folder, tokens: peer.tokens, seconds, method: 'POST' });
    }
    const rates = await takeTurns(contenders, { pairs, progress, before: () => database.checkpoint() });

    const against = (name, note) => ({
        result: `${format(medianRatio(rates.stack, rates[name]))} ×`,
        detail: `${format(median(rates.stack))}/s : ${format(median(rates[name]))}/s${note}`,
    });
    return [
        { what: 'POST /api/contacts : the ceiling (pgbench on create_contact)', wanted: '≥ 0.5', ...against('ceiling', `, ${clients} clients`) },
        yardstick
            ? { what: 'POST /api/contacts : the yardstick', wanted: '≥ 2', ...against('yardstick', '') }
            : { what: 'POST /api/contacts : the yardstick', wanted: '≥ 2', absent: true },
    ];
}

// One statement that needs no other to find its ledger.
function createContact(accounts) {
    const ledgers = uuidArray(accounts.map(({ ledger }) => ledger));
    const sessions = uuidArray(accounts.map(({ session }) => session));
    return `select * from api.create_contact((${ledgers})[:n], (${sessions})[:n], null, '${JSON.stringify(CONTACT)}')`;
}

// The number of clients with the highest rate.
async function bestOf(numbers, rateWith, progress) {
    const rates = [];
    for (const clients of numbers) {
        rates.push(await rateWith(clients));
        progress(`ceiling with ${clients} clients: ${format(rates.at(-1))}`);
    }
    return numbers[rates.indexOf(Math.max(...rates))];
}
