// How many pages of 50 contacts a second are read through nginx: against the yardstick, and against the same page asked
// for by a client that has it already (If-None-Match, 304).
import { literal, uuidArray } from './database.mjs';
import { ask, expect, load } from './load.mjs';
import { format, median, medianRatio, takeTurns } from './turns.mjs';

const PAGE = 50;
const CONTACTS = 60; // in each ledger: more than a page, so that there is a next one

export async function measure({ stack, database, yardstick, options, folder, progress }) {
    const { seconds, pairs } = options;
    const accounts = await stack.makeAccounts('get', options.ledgers);
    const tokens = accounts.map(({ token }) => token);
    const url = `${stack.origin}/api/contacts?limit=${PAGE}`;
    progress(`creating ${CONTACTS} contacts in each of ${options.ledgers} ledgers`);
    await createContacts(database, accounts);
    const etags = await readEtags(url, tokens);

    const contenders = {
        page: () => load(url, { folder, tokens, seconds }),
        unmodified: () => load(url, { folder, tokens, seconds, etags }),
    };
    if (yardstick) {
        const peer = await yardstick.makeLedgers(options.ledgers);
        const peerUrl = `${yardstick.origin}/api/contacts`;
        await insertContacts(yardstick.database, peer.first, options.ledgers);
        expect('rows in a page of the yardstick', (await ask(peerUrl, { token: peer.tokens[0] })).json.length, PAGE);
        contenders.yardstick = () => load(peerUrl, { folder, tokens: peer.tokens, seconds });
    }
    const rates = await takeTurns(contenders, { pairs, progress });

    const compare = (one, other) => ({
        result: `${format(medianRatio(rates[one], rates[other]))} ×`,
        detail: `${format(median(rates[one]))}/s : ${format(median(rates[other]))}/s`,
    });
    return [
        yardstick
            ? { what: `GET /api/contacts?limit=${PAGE} : the yardstick`, wanted: '≥ 2.5', ...compare('page', 'yardstick') }
            : { what: `GET /api/contacts?limit=${PAGE} : the yardstick`, wanted: '≥ 2.5', absent: true },
        { what: `304 : 200 of GET /api/contacts?limit=${PAGE}`, wanted: '≥ 2', ...compare('unmodified', 'page') },
    ];
}

async function createContacts(database, accounts) {
    await database.psql(
        `do $fill$
         declare
           s record;
         begin
           for s in select * from unnest(${uuidArray(accounts.map(({ ledger }) => ledger))},
                                         ${uuidArray(accounts.map(({ session }) => session))}) as s(ledger, session) loop
             for i in 1..${CONTACTS} loop
               perform api.create_contact(s.ledger, s.session, null, jsonb_build_object(
                 'name', 'Ada Lovelace ' || i, 'email', 'ada' || i || '@example.org', 'notes', 'lunch on friday'));
             end loop;
             commit;
           end loop;
         end
         $fill$;
         vacuum analyze;`,
        { settings: { synchronous_commit: 'off' } },
    );
}

// The same rows for the yardstick.
async function insertContacts(database, first, count) {
    await database.psql(
        `insert into contacts (ledger, id, name, email, notes, version)
         select l, gen_random_uuid(), 'Ada Lovelace ' || i, 'ada' || i || '@example.org', ${literal('lunch on friday')}, 1
           from generate_series(${first}, ${first + count - 1}) l, generate_series(1, ${CONTACTS}) i;
         vacuum analyze;`,
    );
}

// The ETag of each ledger's page. All pages and the 304s are what they should be, or this throws.
async function readEtags(url, tokens) {
    const etags = [];
    for (const token of tokens) {
        const answer = await ask(url, { token });
        expect(`GET ${url}`, answer.status, 200);
        expect('rows in a page', answer.json.length, PAGE);
        etags.push(answer.etag);
    }
    expect('GET with If-None-Match', (await ask(url, { token: tokens[0], etag: etags[0] })).status, 304);
    return etags;
}
