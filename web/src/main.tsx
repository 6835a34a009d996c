import './design/design.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { watch_for_offer } from './install.ts';
import { apply_preferences } from './preferences.ts';
import { restore, session } from './server/session.ts';
import { rehearse } from './store/commands.ts';
import { keeper } from './store/current.ts';
import { follow_settings } from './store/settings.ts';
import { register_worker } from './worker/register.ts';

// Not awaited at the top of the module: what comes later may then share this file instead of splitting it.
async function start(): Promise<void> {
    watch_for_offer();
    const restored = restore(keeper);
    await apply_preferences();
    render(<App />, document.getElementById('app')!);
    await restored;
    follow_settings();
    void register_worker();
    effect(() => {
        if (session.value !== null) void rehearse();
    });
}

void start();
