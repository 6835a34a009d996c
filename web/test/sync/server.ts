// The server's part of the contract in memory: POST and GET /api/events and the stream, by the fold and the rules of the
// client's own source. It can be restored from a backup.
import { check_offline_event, pending_events, transactions_version } from '../../src/decide/offline_event.ts';
import { Refusal } from '../../src/decide/refusal.ts';
import type { LogEvent, OwnEvent, Position } from '../../src/events/event.ts';
import { Fold } from '../../src/fold/fold.ts';
import { needs } from '../../src/outbox/entry.ts';
import type { Answers, Failure, Listener, Page, Result } from '../../src/sync/ports.ts';

const PAGE_EVENTS = 5; // so that there are pages

const said = ({ id, type, aggregate_id, data, comment, made_at }: OwnEvent | LogEvent): string =>
    JSON.stringify([id, type, aggregate_id, data, comment, made_at]);

export class Server {
    log: LogEvent[] = [];
    epoch = 'epoch-1';
    #epochs = 1;
    #fold = Fold.empty();
    readonly #listeners = new Set<Listener>();
    readonly #verdicts = new Set<string>();

    pull({ head, epoch }: Position): Page | Failure {
        if (head > this.log.length || (epoch !== null && epoch !== this.epoch)) return this.#diverged();
        return { epoch: this.epoch, head: this.log.length, events: this.log.slice(head, head + PAGE_EVENTS) };
    }

    send(epoch: string | null, events: readonly OwnEvent[]): Answers | Failure {
        if (epoch !== null && epoch !== this.epoch) return this.#diverged();
        const results = events.map((event) => this.#say(this.#append(event)));
        return { epoch: this.epoch, head: this.log.length, results };
    }

    // Whether the log has ever heard of a contact, a transaction or an event.
    knows(id: string): boolean {
        return this.#fold.place(id) !== undefined || this.log.some((event) => event.id === id);
    }

    // Whether it has ever said this of an event.
    has_said(id: string, { status, code }: Pick<Result, 'status' | 'code'>): boolean {
        return this.#verdicts.has([id, status, code].join());
    }

    // False: it is not let in.
    listen({ head, epoch }: Position, listener: Listener): boolean {
        if (head > this.log.length || epoch !== this.epoch) return false;
        listener.hello();
        for (const event of this.log.slice(head)) listener.event(event);
        this.#listeners.add(listener);
        return true;
    }

    hears(listener: Listener): boolean {
        return this.#listeners.has(listener);
    }

    leave(listener: Listener): void {
        this.#listeners.delete(listener);
    }

    // Everything after `head` was not in the backup.
    restore(head: number): void {
        this.log = this.log.slice(0, head);
        this.epoch = `epoch-${++this.#epochs}`;
        this.#fold = Fold.empty().with(this.log);
        for (const listener of [...this.#listeners]) listener.closed();
        this.#listeners.clear();
    }

    #diverged = (): Failure => ({ failure: 'diverged', epoch: this.epoch });

    #say(result: Result): Result {
        this.#verdicts.add([result.id, result.status, result.code].join());
        return result;
    }

    #append(event: OwnEvent): Result {
        const verdict = (status: Result['status'], code: string | null = null): Result => ({
            ...{ id: event.id, status, code, detail: code },
        });
        const known = this.log.find(({ id }) => id === event.id);
        if (known !== undefined) {
            return said(known) === said(event) ? verdict('duplicate') : verdict('rejected', 'idempotency_key_reused');
        }
        const [own, ...others] = needs(event);
        const wanted = event.type.endsWith('CREATED') ? others : [own!, ...others];
        if (!wanted.every((id) => this.knows(id))) return verdict('blocked', 'not_found');
        const version = this.#fold.aggregate(event.aggregate_id)?.events.length ?? 0;
        if (event.expected_version !== undefined && event.expected_version !== version) {
            return verdict('conflict', 'version_mismatch');
        }
        if (event.expected_transactions !== undefined && event.expected_transactions !== transactions_version(event.aggregate_id, this.#fold)) {
            return verdict('conflict', 'version_mismatch');
        }
        try {
            check_offline_event(event, this.#fold);
        } catch (error) {
            if (error instanceof Refusal) return verdict('rejected', error.code);
            throw error;
        }
        const seq = this.log.length + 1;
        const pending = pending_events([event], this.#fold)[0]!;
        const actor = { account_id: 'account', device: null };
        const appended = { ...pending, seq, actor, recorded_at: `t${String(seq).padStart(6, '0')}`, hash: `h${seq}` };
        this.#fold = this.#fold.with([appended as LogEvent]);
        this.log.push(appended as LogEvent);
        for (const listener of [...this.#listeners]) listener.event(appended as LogEvent);
        return verdict('accepted');
    }
}
