import './design/design.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { watch_for_offer } from './install.ts';
import { apply_preferences, preferences } from './preferences.ts';
import { opening, restore } from './server/session.ts';
import { today } from './store/commands.ts';
import { keeper } from './store/current.ts';
import { follow_settings } from './store/settings.ts';
import { in_turns, turn } from './store/turns.ts';
import { prepare_formats } from './views/first_formats.ts';
import { register_worker } from './worker/register.ts';

// Not awaited at the top of the module: what comes later may then share this file instead of splitting it.
async function start(): Promise<void> {
    watch_for_offer();
    await turn(); // the modules were one
    const restored = restore(keeper);
    void document.fonts.load('1rem Newsreader').catch(() => {}); // there by the first picture, it is laid out once
    await apply_preferences();
    await turn();
    const formats = (): Promise<void> => in_turns(prepare_formats(preferences.peek().currency, today()));
    if (opening.peek()) void turn().then(formats); // while the disk is waited for
    else await formats();
    render(<App />, document.getElementById('app')!);
    await restored;
    follow_settings();
    void register_worker();
}

void start();
