// Keeps what is stored here and the server's log the same. One engine for each account runs at a time (a lock that its
// owner holds). Every step is a whole one: whenever it is cut off, another run goes on from what is stored.
import { BATCH_EVENTS_MAX, next_batch } from '../outbox/batch.ts';
import type { LogEvent, OwnEvent, Position } from '../events/event.ts';
import type { Clock, Failure, Network, Storage, SyncState } from './ports.ts';

const POLL_MS = 15_000; // without a stream
const LOOK_MS = 60_000; // with one: should it be silent
const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 60_000;

export interface Ports {
    storage: Storage;
    network: Network;
    clock: Clock;
    report(state: SyncState): void; // each time it may have changed
    answered(): void; // the server has answered something
}

// Full jitter: devices that lost the same server do not come back in step.
function backoff_ms(failures: number, random: number): number {
    const most = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** Math.min(failures, 10));
    return most / 2 + (most / 2) * random;
}

export class Engine {
    readonly #ports: Ports;
    #stopped = false;
    #woken = false;
    #wake: () => void = () => {};
    #behind = true; // there may be something in the log that is not here
    #arrived: LogEvent[] = []; // from the stream, not stored yet
    #head = 0; // of what is stored, as far as it was seen
    #stream: { live: boolean; close: () => void } | null = null; // live: it has said hello
    #stream_failures = 0;
    #batch_max = BATCH_EVENTS_MAX;

    constructor(ports: Ports) {
        this.#ports = ports;
    }

    // There is something new to be sent, the network is back, or somebody has signed in.
    wake(): void {
        this.#woken = true;
        this.#wake();
    }

    // The network is another one: a stream over the old one may be dead without knowing it.
    reconnect(): void {
        this.#hang_up();
        this.wake();
    }

    stop(): void {
        this.#stopped = true;
        this.wake();
    }

    // Returns after stop(). Throws what the storage throws; whoever runs it may run another.
    async run(): Promise<void> {
        let failures = 0;
        try {
            while (!this.#stopped) {
                this.#woken = false;
                const failure = await this.#round();
                if (this.#stopped) break;
                if (failure === null) {
                    failures = 0;
                    await this.#rest();
                } else if (failure.failure === 'diverged' && failures === 0) {
                    failures++;
                } else {
                    await this.#recover(failure, failures++);
                }
            }
        } finally {
            this.#stopped = true;
            this.#hang_up();
        }
    }

    async #round(): Promise<Failure | null> {
        await this.#store_arrived();
        return (this.#behind ? await this.#pull() : null) ?? (await this.#send());
    }

    async #store_arrived(): Promise<void> {
        const position = await this.#ports.storage.position();
        const arrived = this.#arrived.splice(0);
        if (arrived.length === 0) return;
        if (position.epoch === null) {
            this.#behind = true;
            return;
        }
        this.#head = (await this.#ports.storage.received(position.epoch, arrived)).head;
        if (arrived.some(({ seq }) => seq > this.#head)) this.#behind = true;
    }

    async #pull(): Promise<Failure | null> {
        const { storage, network } = this.#ports;
        while (!this.#stopped) {
            const asked = await storage.position();
            const page = await network.pull(asked);
            if ('failure' in page) return this.#failed(page, asked);
            this.#ports.answered();
            const { head, epoch } = await storage.received(page.epoch, page.events, page.head);
            if (epoch !== page.epoch) return this.#failed({ failure: 'diverged', epoch: page.epoch }, asked);
            this.#head = head;
            if (head >= page.head) break;
        }
        this.#behind = false;
        return null;
    }

    async #send(): Promise<Failure | null> {
        const { storage, network } = this.#ports;
        while (!this.#stopped) {
            const asked = await storage.position();
            const batch = next_batch(await storage.outbox(), this.#batch_max);
            if (batch.length === 0) break;
            const answers = await network.send(asked.epoch, batch);
            if ('failure' in answers) {
                if (answers.failure === 'refused' && (await this.#isolate(asked.epoch, batch, answers))) continue;
                return this.#failed(answers, asked);
            }
            this.#ports.answered();
            this.#batch_max = BATCH_EVENTS_MAX;
            const { epoch } = await storage.answered(answers.epoch, answers.results);
            // The stream brings back what was taken; without it, or where what was stored here was deleted meanwhile, it is pulled.
            if (!this.#stream?.live || epoch !== answers.epoch) {
                const failure = await this.#pull();
                if (failure !== null) return failure;
            }
        }
        return null;
    }

    // A batch that the server cannot read is halved until the event is found that makes it so.
    async #isolate(epoch: string | null, batch: readonly OwnEvent[], { code, detail }: { code: string; detail: string }): Promise<boolean> {
        if (batch.length > 1) {
            this.#batch_max = Math.ceil(batch.length / 2);
            return true;
        }
        if (epoch === null) return false;
        await this.#ports.storage.answered(epoch, [{ id: batch[0]!.id, status: 'rejected', code, detail }]);
        this.#batch_max = BATCH_EVENTS_MAX;
        return true;
    }

    async #failed(failure: Failure, asked: Position): Promise<Failure> {
        this.#behind = true;
        if (failure.failure !== 'offline') this.#ports.answered();
        if (failure.failure === 'diverged') {
            this.#hang_up();
            this.#arrived = [];
            await this.#ports.storage.diverged(asked, failure.epoch);
        }
        return failure;
    }

    // All is sent and received: waits until there is more to do.
    async #rest(): Promise<void> {
        const { clock, report } = this.#ports;
        await this.#listen();
        report(this.#stream?.live ? 'live' : this.#stream_failures > 0 ? 'polling' : 'connecting');
        const poll_ms = Math.min(POLL_MS, backoff_ms(this.#stream_failures, clock.random()));
        const timed_out = await this.#wait(this.#stream?.live ? LOOK_MS : poll_ms);
        if (timed_out || !this.#stream?.live) this.#behind = true;
    }

    async #recover(failure: Failure, failures: number): Promise<void> {
        const { clock, report } = this.#ports;
        this.#hang_up();
        if (failure.failure === 'signed_out') {
            report('signed_out');
            await this.#wait(null);
            return;
        }
        report(failure.failure === 'offline' ? 'offline' : 'connecting');
        const retry_after_ms = failure.failure === 'busy' ? failure.retry_after_ms : 0;
        await this.#wait(Math.max(retry_after_ms, backoff_ms(failures, clock.random())));
    }

    // Waits until it is woken (false) or `ms` have passed (true); null: for as long as it takes.
    async #wait(ms: number | null): Promise<boolean> {
        if (this.#woken || this.#stopped) return false;
        const timer = ms === null ? null : this.#ports.clock.sleep(ms);
        const woken = new Promise<'woken'>((resolve) => {
            this.#wake = () => resolve('woken');
        });
        const first = await (timer === null ? woken : Promise.race([woken, timer.done]));
        this.#wake = () => {};
        timer?.cancel();
        return first !== 'woken';
    }

    async #listen(): Promise<void> {
        if (this.#stream !== null) return;
        const stream = { live: false, close: (): void => {} };
        this.#stream = stream;
        const is_mine = (): boolean => this.#stream === stream;
        const position = await this.#ports.storage.position();
        if (!is_mine()) return;
        stream.close = this.#ports.network.listen(position, {
            hello: () => {
                if (!is_mine()) return;
                stream.live = true;
                this.#stream_failures = 0;
                this.wake();
            },
            event: (event) => {
                if (!is_mine()) return;
                this.#arrived.push(event);
                this.wake();
            },
            heartbeat: (head) => {
                if (!is_mine() || head <= this.#head || this.#arrived.length > 0) return;
                this.#behind = true;
                this.wake();
            },
            closed: () => {
                if (!is_mine()) return;
                this.#stream = null;
                this.#behind = true;
                this.#stream_failures++;
                this.wake();
            },
        });
    }

    #hang_up(): void {
        this.#stream?.close();
        this.#stream = null;
        this.#behind = true;
    }
}
