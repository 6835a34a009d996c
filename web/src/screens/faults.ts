// Why the server did not take what concerns an account, in the person's words.
import { Insecure, Problem, Unreachable } from '../server/http.ts';
import { wait_text, words } from '../words/words.ts';

// own: what its codes mean where it was asked.
export function fault_text(error: unknown, own: Readonly<Record<string, string>>): string {
    const w = words.value;
    if (error instanceof Unreachable) return w.d_offline;
    if (!isSecureContext || error instanceof Insecure) return w.d_insecure;
    if (!(error instanceof Problem)) return w.d_other;
    const known: Record<string, string> = {
        rate_limited: error.retry_after_ms > 0 ? w.d_rate_limited_until(wait_text(error.retry_after_ms)) : w.d_rate_limited,
        invalid_field: error.errors.some(({ field }) => field === 'username') ? w.d_invalid_username : w.d_invalid_password,
        unavailable: w.d_offline,
        unauthenticated: w.sync_signed_out,
        ...own,
    };
    return known[error.code] ?? w.d_other;
}

// Why what needs the server could not be done: there is no session any more, or no connection.
export const server_text = (error: unknown): string =>
    error instanceof Problem && error.status === 401 ? words.value.sync_signed_out : words.value.needs_connection;
