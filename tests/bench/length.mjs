// Whether an append becomes dearer as its ledger becomes longer, and how fast the projections of a long one are rebuilt.
//
// Measured in the database, in one session: a call in a transaction of its own, as a worker makes it, but without the
// wait for the disk (synchronous_commit = off), which is the same for all and would hide a difference.
import { format, median, medianRatio, takeTurns } from './turns.mjs';

const SHORT_EVENTS = 1_000;
const APPENDS = 1_000; // a turn; the short ledger is a new one each time
const WARM_UP = 100;
const EVENTS_A_CONTACT = 10; // a contact and nine transactions with it
const EVENTS_A_COMMIT = 50; // while filling
const EVENTS_A_STATEMENT = 10_000;
const REBUILD_MS = 30 * 60_000; // what takes longer is not waited for

export async function measure({ stack, database, options, progress }) {
    const { pairs } = options;
    const long_events = options.events;
    const [long, ...short] = await stack.makeAccounts('length', 1 + 2 * pairs);
    progress(`appending ${format(long_events)} events to one ledger`);
    const fill_s = await seconds(() => fill(database, long, long_events));
    progress(`that took ${format(fill_s)} s, ${format(long_events / fill_s)} events a second`);
    await database.psql('vacuum analyze');

    const shortLedger = async () => {
        const ledger = short.pop();
        await fill(database, ledger, SHORT_EVENTS);
        return ledger;
    };
    const compare = async (append) => {
        let ledger;
        const times_us = await takeTurns(
            { long: () => appendTime(database, long, append), short: () => appendTime(database, ledger, append) },
            { pairs, progress, before: async (name) => name === 'short' && (ledger = await shortLedger()) },
        );
        return {
            result: `${format(medianRatio(times_us.long, times_us.short))} ×`,
            detail: `${format(median(times_us.long))} µs : ${format(median(times_us.short))} µs`,
        };
    };
    const lengths = `at ${format(long_events)} events : at ${format(SHORT_EVENTS)}`;
    const rows = [
        { what: `An append ${lengths} (contact)`, wanted: '< 1.2', ...(await compare('create_contact')) },
        { what: `An append ${lengths} (transaction)`, wanted: '< 1.2', ...(await compare('create_transaction')) },
    ];
    progress('rebuilding');
    const head = Number(await database.psql(`select head from debt.ledgers where id = '${long.ledger}'`));
    const rebuild_s = await seconds(() => stack.debtctl(['rebuild', long.username], { timeout_ms: REBUILD_MS }));
    rows.push({
        what: `debtctl rebuild of ${format(head)} events`,
        wanted: '',
        result: `${format(head / rebuild_s)} events/s`,
        detail: `${format(rebuild_s)} s; appending ${format(long_events)} of them, one after another, had taken ${format(fill_s)} s`,
    });
    return rows;
}

async function seconds(work) {
    const began = performance.now();
    await work();
    return (performance.now() - began) / 1000;
}

// Appends by the workers' own functions, event for event. After the first of them the tables are analysed, as autovacuum
// does within a minute: plans made for empty tables would not do for long ones.
async function fill(database, { ledger, session }, events) {
    const statements = [appendMany(ledger, session, 1, SHORT_EVENTS), 'analyze;'];
    for (let done = SHORT_EVENTS; done < events; done += EVENTS_A_STATEMENT) {
        statements.push(appendMany(ledger, session, done + 1, Math.min(done + EVENTS_A_STATEMENT, events)));
    }
    await database.psql(statements.join('\n'), { settings: { synchronous_commit: 'off' } });
}

function appendMany(ledger, session, first, last) {
    return `do $fill$
            declare
              contact uuid;
            begin
              for i in ${first}..${last} loop
                if i % ${EVENTS_A_CONTACT} = 1 then
                  contact := (api.create_contact('${ledger}', '${session}', null, jsonb_build_object(
                    'name', 'Ada Lovelace ' || i, 'email', 'ada' || i || '@example.org'))).id;
                else
                  perform api.create_transaction('${ledger}', '${session}', null, jsonb_build_object('contact_id', contact,
                    'direction', case when i % 3 = 0 then 'owed' else 'lent' end, 'amount', 100 + i % 9000,
                    'currency', case when i % 7 = 0 then 'USD' else 'EUR' end, 'description', 'lunch ' || i));
                end if;
                if i % ${EVENTS_A_COMMIT} = 0 then
                  commit;
                end if;
              end loop;
            end
            $fill$;`;
}

// Appends of one kind, and returns how many microseconds one takes. The transactions go to contacts from all over the
// ledger, as many in a short ledger as in a long one.
async function appendTime(database, { ledger, session }, append) {
    const call = {
        create_contact: `api.create_contact('${ledger}', '${session}', null, '{"name":"Ada Lovelace","email":"ada@example.org"}')`,
        create_transaction: `api.create_transaction('${ledger}', '${session}', null, jsonb_build_object(
            'contact_id', contacts[1 + i % cardinality(contacts)], 'direction', 'lent', 'amount', 1250, 'currency', 'EUR'))`,
    }[append];
    const output = await database.psql(
        `create temp table duration (elapsed interval);
         do $appends$
         declare
           contacts uuid[] := array(
             select c.id from debt.contacts c where c.ledger_id = '${ledger}' order by md5(c.id::text) limit ${SHORT_EVENTS / EVENTS_A_CONTACT});
           began timestamptz;
         begin
           for i in 1..${WARM_UP + APPENDS} loop
             perform ${call};
             commit;
             if i = ${WARM_UP} then
               began := clock_timestamp();
             end if;
           end loop;
           insert into duration values (clock_timestamp() - began);
         end
         $appends$;
         select extract(epoch from elapsed) * 1e6 / ${APPENDS} from duration;`,
        { settings: { synchronous_commit: 'off' } },
    );
    return Number(output);
}
