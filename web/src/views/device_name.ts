import { words } from '../words/words.ts';

// "Firefox, Android" of a User-Agent; anything else as it is.
const BROWSERS: readonly [RegExp, string][] = [
    [/Edg(e|A|iOS)?\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/SamsungBrowser\//, 'Samsung Internet'],
    [/(Firefox|FxiOS)\//, 'Firefox'],
    [/(Chrome|CriOS|Chromium)\//, 'Chrome'],
    [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
    [/Android/, 'Android'],
    [/iPhone|iPad/, 'iOS'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, 'macOS'],
    [/CrOS/, 'ChromeOS'],
    [/Linux/, 'Linux'],
];

export function device_name(agent: string): string {
    if (!agent.startsWith('Mozilla/')) return agent;
    const of = (table: readonly [RegExp, string][]): string | undefined => table.find(([pattern]) => pattern.test(agent))?.[1];
    return [of(BROWSERS), of(SYSTEMS)].filter(Boolean).join(words.value.comma) || agent;
}
