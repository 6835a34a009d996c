import './design/design.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { apply_preferences } from './preferences.ts';
import { restore } from './server/session.ts';
import { keeper } from './store/current.ts';
import { register_worker } from './worker/register.ts';

await Promise.all([apply_preferences(), restore(keeper)]);
render(<App />, document.getElementById('app')!);
void register_worker();
