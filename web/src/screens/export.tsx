// What a person takes with them: all of it from the server, as it can be taken in again; the entries from this device, for a spreadsheet.
import { export_url, is_guest, renew } from '../server/session.ts';
import { is_only_glanced_at, ledger, sync, unreadable } from '../store/ledger.ts';
import { today } from '../store/commands.ts';
import { say } from '../toast.ts';
import { spreadsheet } from '../views/spreadsheet.ts';
import { words } from '../words/words.ts';
import { server_text } from './faults.ts';

const BEGUN_MS = 60_000; // by then the browser has taken it

function save_file(name: string, type: string, text: string): void {
    const href = URL.createObjectURL(new Blob([text], { type }));
    Object.assign(document.createElement('a'), { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), BEGUN_MS);
}

export function Export() {
    const w = words.value;
    const take_all = async (event: MouseEvent): Promise<void> => {
        event.preventDefault();
        try {
            await renew();
            location.assign(export_url());
        } catch (error) {
            say(server_text(error));
        }
    };
    const is_whole = !sync.value.fetching && !unreadable.value;
    return (
        <section class="section form">
            <h2>{w.export}</h2>
            <div class="buttons">
                {!is_guest.value && (
                    <a class="button" href={export_url()} download onClick={take_all}>
                        {w.export_json}
                    </a>
                )}
                {is_whole && (
                    <button type="button" class="button" disabled={is_only_glanced_at.value} onClick={() => save_file(`debt-tracker-${today()}.csv`, 'text/csv', spreadsheet(ledger.value))}>
                        {w.export_csv}
                    </button>
                )}
            </div>
        </section>
    );
}
