// In a page: keeps what is to be stored waiting, as a slow disk does, until `let_go` is called.
export async function hold() {
    const { id } = JSON.parse(localStorage.getItem('debt-tracker.account'));
    const database = await new Promise((resolve) => (indexedDB.open(`debt-tracker-${id}`).onsuccess = ({ target }) => resolve(target.result)));
    const writing = database.transaction('meta', 'readwrite');
    let held = true;
    const keep = () => held && (writing.objectStore('meta').count().onsuccess = keep);
    keep();
    writing.oncomplete = () => database.close();
    window.let_go = () => (held = false);
}
