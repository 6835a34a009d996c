// What is chosen where nobody has chosen yet.
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
});

test.each([
    ['de-CH', 'de', 'CHF'],
    ['en', 'en', 'USD'],
    ['fr-FR', 'fr', 'EUR'],
    ['C', 'en', 'EUR'], // WebKitGTK in a locale without a language
])('a browser that says %s', async (tag, language, currency) => {
    vi.stubGlobal('navigator', { language: tag, languages: [tag] });
    const { preferences } = await import('../src/preferences.ts');
    expect(preferences.value).toMatchObject({ language, currency });
});
