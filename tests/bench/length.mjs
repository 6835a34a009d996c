// Whether an append becomes dearer as its ledger becomes longer, and how fast the projections of a long one are rebuilt.
//
// The long ledger's log is written by the workers' own append_event, but without the fold, and the rebuild makes the
// projections: it has everything to do, and a million events are there in minutes.
// Measured in the database, in one session: a call in a transaction of its own, as a worker makes it, but without the
// wait for the disk (synchronous_commit = off), which is the same for all and would hide a difference.
import { expect } from './load.mjs';
import { format, median, medianRatio, takeTurns } from './turns.mjs';

const SHORT_EVENTS = 1_000;
const APPENDS = 1_000; // a turn; the short ledger is a new one each time
const WARM_UP = 100;
const EVENTS_A_CONTACT = 10; // a contact and nine transactions with it
const EVENTS_A_COMMIT = 50; // while filling
const REBUILD_MS = 30 * 60_000; // what takes longer is not waited for

export async function measure({ stack, database, options, progress }) {
    const { pairs } = options;
    const long_events = options.events;
    const [long, ...short] = await stack.makeAccounts('length', 1 + 2 * pairs);
    progress(`writing a log of ${format(long_events)} events`);
    await database.psql(writeLog(long, long_events), { settings: { synchronous_commit: 'off' } });
    progress('rebuilding');
    const rebuild_s = await seconds(() => stack.debtctl(['rebuild', long.username], { timeout_ms: REBUILD_MS }));
    await expectProjections(database, long, long_events);
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
    rows.push({
        what: `debtctl rebuild of ${format(long_events)} events`,
        wanted: '',
        result: `${format(long_events / rebuild_s)} events/s`,
        detail: `${format(rebuild_s)} s`,
    });
    return rows;
}

async function seconds(work) {
    const began = performance.now();
    await work();
    return (performance.now() - began) / 1000;
}

// Events one after another: a contact, nine transactions with it, and so on. `contact` and `transaction` append one.
function history(count, contact, transaction) {
    return `for i in 1..${count} loop
              if i % ${EVENTS_A_CONTACT} = 1 then
                body := jsonb_build_object('name', 'Ada Lovelace ' || i, 'email', 'ada' || i || '@example.org');
                ${contact}
              else
                body := jsonb_build_object('type', 'money', 'contact_id', contact, 'transaction_date', date '2024-01-01' + i % 700,
                  'direction', case when i % 3 = 0 then 'owed' else 'lent' end, 'amount', 100 + i % 9000,
                  'currency', case when i % 7 = 0 then 'USD' else 'EUR' end, 'description', 'lunch ' || i);
                ${transaction}
              end if;
              if i % ${EVENTS_A_COMMIT} = 0 then
                commit;
              end if;
            end loop;`;
}

// By the workers' own functions.
async function fill(database, { ledger, session }, events) {
    const call = (name) => `(api.${name}('${ledger}', '${session}', null, body)).id`;
    await database.psql(
        `do $fill$
         declare
           body jsonb;
           contact uuid;
         begin
           ${history(events, `contact := ${call('create_contact')};`, `perform ${call('create_transaction')};`)}
         end
         $fill$;`,
        { settings: { synchronous_commit: 'off' } },
    );
}

// The log alone: a fold that does nothing stands before the real one in the search path.
function writeLog({ ledger, session }, events) {
    const append = (kind, aggregate) => `append_event(open_ledger('${ledger}', '${session}'), null, '${kind.toUpperCase()}_CREATED', '${kind}',
        ${aggregate}, 1, body, null)`;
    return `create schema bench;
            create function bench.apply_event(e debt.events) returns void language plpgsql as $$ begin end $$;
            set search_path = bench, debt;
            do $log$
            declare
              body jsonb;
              contact uuid;
            begin
              ${history(events, `contact := new_id(); perform ${append('contact', 'contact')};`, `perform ${append('transaction', 'new_id()')};`)}
            end
            $log$;
            drop schema bench cascade;`;
}

// Throws unless the rebuild has made what the log says.
async function expectProjections(database, { ledger }, events) {
    const counts = await database.psql(`select (select count(*) from debt.contacts where ledger_id = '${ledger}'),
                                               (select count(*) from debt.transactions where ledger_id = '${ledger}')`);
    const contacts = Math.ceil(events / EVENTS_A_CONTACT);
    expect('contacts and transactions of the rebuilt ledger', counts, `${contacts}|${events - contacts}`);
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
