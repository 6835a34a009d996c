// What a page's browser has stored.

// All that is in a store of the account's database, or what is there at `key`. database: the name of another one.
export const stored = (page, store, { key, database } = {}) => page.evaluate(read, { store, key, database });

// Whether a glance is kept of what is stored.
export async function is_glance_kept(page) {
    const [position, glance] = [await stored(page, 'meta', { key: 'position' }), await stored(page, 'meta', { key: 'glance' })];
    return glance !== undefined && glance.key.position.revision === position.revision;
}

async function read({ store, key, database }) {
    const ended = (request) =>
        new Promise((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
    const opened = await ended(indexedDB.open(database ?? `debt-tracker-${JSON.parse(localStorage.getItem('debt-tracker.account')).id}`));
    const records = opened.transaction(store).objectStore(store);
    const found = await ended(key === undefined ? records.getAll() : records.get(key));
    opened.close();
    return found;
}
