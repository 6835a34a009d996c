import './design/design.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { apply_preferences } from './preferences.ts';
import { restore } from './server/session.ts';
import { keeper } from './store/current.ts';
import { follow_settings } from './store/settings.ts';
import { register_worker } from './worker/register.ts';

await Promise.all([apply_preferences(), restore(keeper)]);
render(<App />, document.getElementById('app')!);
follow_settings();
void register_worker();
