// Deutsch. The messages, and what their parameters are: en.ts.
import type { Messages } from './en.ts';
import { plurals } from './plurals.ts';

const plural = plurals('de');

const messages: Messages = {
    app: 'Debt Tracker', skip: 'Zum Inhalt',    owes_you: (n, a) => `${n} schuldet dir ${a}`, you_owe: (n, a) => `Du schuldest ${n} ${a}`,
    has_yours: (n, a) => `${n} hat etwas von dir: ${a}`, you_have: (n, a) => `Du hast etwas von ${n}: ${a}`,
    paid_you: (n, a) => `${n} hat dir ${a} zurückgezahlt`, you_paid: (n, a) => `Du hast ${n} ${a} zurückgezahlt`,
    gave_back: (n, a) => `${n} hat dir zurückgegeben: ${a}`, you_gave_back: (n, a) => `Du hast ${n} zurückgegeben: ${a}`,
    settled_with: (n) => `Du und ${n} seid quitt`,
    way_in: 'schuldet dir', way_out: 'du schuldest', way_in_item: 'hat etwas von dir', way_out_item: 'du hast etwas von dort', even: 'quitt',
    all_owe_you: 'Andere schulden dir', all_you_owe: 'Du schuldest anderen',
    things: (n) => plural(n, { one: `${n} Ding`, other: `${n} Dinge` }),
    entries_count: (n) => plural(n, { one: `${n} Eintrag`, other: `${n} Einträge` }),
    overview: 'Überblick', people: 'Personen', add: 'Neu', transactions: 'Einträge', history: 'Verlauf', settings: 'Einstellungen',
    back: 'Zurück', close: 'Schließen', cancel: 'Abbrechen', save: 'Speichern', edit: 'Ändern', delete: 'Löschen', undo: 'Rückgängig', redo: 'Wiederherstellen',    not_found: 'Hier ist nichts', not_found_hint: 'Vielleicht wurde es gelöscht. Der Verlauf bleibt erhalten.',
    overdue: 'Überfällig', due_soon: 'Bald fällig',    balance_over_time: 'Saldo im Lauf der Zeit', as_of: (day) => `Stand ${day}`, today: 'Heute',    recent: 'Neueste Einträge', lent_things: 'Dinge von dir bei anderen', borrowed_things: 'Dinge von anderen bei dir', due: (when) => `fällig ${when}`,
    first_title: 'Schreib die erste Schuld auf', first_hint: 'Wer schuldet dir etwas, oder wem schuldest du etwas? Ein Name und ein Betrag genügen. Es geht auch ohne Netz.', first_action: 'Schuld eintragen',
    search_people: 'Personen suchen', sort: 'Ordnen nach', sort_name: 'Name', sort_balance: 'Betrag', sort_recent: 'Letzter Änderung', show_settled: 'Auch Personen, mit denen du quitt bist', nobody: 'Niemand gefunden',    name: 'Name', phone: 'Telefon', email: 'E-Mail', notes: 'Notizen',
    settle_up: 'Begleichen', settle_all: 'Alles', settle_hint: 'Trägt eine Rückzahlung ein, die die ältesten Schulden zuerst schließt.', settle_amount: 'Wie viel wurde gezahlt?', print: 'Drucken',
    open_debts: 'Offen', statement: 'Auszug', balance: 'Saldo', still_open: (a) => `noch ${a} offen`, settled: 'beglichen',
    delete_person: 'Diese Person löschen', delete_person_sure: (n) => `${n} und alle Einträge dazu löschen? Du kannst das rückgängig machen.`,
    new_entry: 'Neue Schuld', edit_entry: 'Eintrag ändern', who: 'Wer?', who_hint: 'Ein neuer Name wird eine neue Person.', which_way: 'In welche Richtung?',
    they_owe: (n) => `${n} schuldet mir`, i_owe: (n) => `Ich schulde ${n}`, they: 'Mir wird geschuldet', them: 'Ich schulde', how_much: 'Wie viel?', how_many: 'Wie viele?', currency: 'Währung', what_for: 'Wofür?', which_thing: 'Welches Ding?', optional: 'freiwillig',
    money: 'Geld', thing: 'Ein Ding', date: 'Datum', due_date: 'Fällig am', more: 'Datum, Fälligkeit, und Dinge statt Geld', comment: 'Warum diese Änderung?',
    understood: 'Gib an, wer und wie viel, und lies hier, was gespeichert wird.',
    e_name: 'Schreib einen Namen.', e_thing: 'Schreib, welches Ding.', e_empty: 'Schreib einen Betrag.', e_not_a_number: 'Das ist nicht als Betrag zu lesen.', e_negative: 'Ohne Minus: die Richtung wählst du oben.', e_zero: 'Der Betrag muss größer als null sein.', e_too_large: 'Dieser Betrag ist zu groß.',
    e_too_many_decimals: (n) => n === 0 ? 'Hier nur ganze Zahlen.' : plural(n, { one: `Höchstens ${n} Nachkommastelle.`, other: `Höchstens ${n} Nachkommastellen.` }),
    delete_entry: 'Diesen Eintrag löschen', search_entries: 'Einträge suchen', direction: 'Richtung', status: 'Stand', any: 'Alle', open: 'Offen', person: 'Person', no_entries: 'Keine Einträge gefunden',
    h_contact_created: (n) => `${n} wurde angelegt`, h_contact_updated: (n) => `${n} wurde geändert`, h_contact_deleted: (n) => `${n} wurde gelöscht`, h_transaction_updated: 'Ein Eintrag wurde geändert', h_transaction_deleted: 'Ein Eintrag wurde gelöscht', h_undone: 'Rückgängig gemacht', h_is_undone: 'rückgängig gemacht', not_sent: 'noch nicht hochgeladen', by_device: (d) => `auf ${d}`,
    s_live: 'Aktuell', s_polling: 'Aktuell', s_connecting: 'Verbinde', s_offline: 'Offline', s_signed_out: 'Neu anmelden', s_storage_full: 'Speicher voll',
    sync_title: 'Was auf diesem Gerät ist', sync_live: 'Jede Änderung ist auf dem Server.', sync_offline: 'Keine Verbindung. Alles geht weiter; Änderungen werden hochgeladen, sobald sie wieder da ist.', sync_signed_out: 'Deine Sitzung ist zu Ende. Melde dich neu an, dann wird hochgeladen, was hier wartet.', sync_full: 'Auf diesem Gerät ist kein Platz mehr. Schaffe Platz, sonst kann die nächste Änderung nicht gespeichert werden.',
    unsent: (n) => plural(n, { one: `${n} Änderung wartet aufs Hochladen`, other: `${n} Änderungen warten aufs Hochladen` }),
    problems: 'Hier musst du entscheiden', p_conflict: 'Das wurde gleichzeitig auf einem anderen Gerät geändert. Sieh es dir an; dann behalte deine Änderung oder verwirf sie.', p_rejected: 'Der Server kann diese Änderung nicht annehmen.', p_blocked: 'Das wartet auf eine andere Änderung.', keep_mine: 'Meine behalten', drop_mine: 'Meine verwerfen',
    theme: 'Aussehen', theme_system: 'Wie das Gerät', theme_light: 'Hell', theme_dark: 'Dunkel', colours: 'Farben der Richtungen', c_default: 'Grün und Orange', c_blue_orange: 'Blau und Orange', c_red_green: 'Rot und Grün', c_plain: 'Keine', tongue: 'Sprache', default_currency: 'Übliche Währung',
    shortcuts: 'Tastenkürzel', shortcuts_on: 'Kürzel mit einer Taste',account: 'Konto', sign_out: 'Abmelden',
    sign_out_sure: (n) => plural(n, { one: `${n} Änderung ist noch nicht hochgeladen und ginge verloren. Trotzdem abmelden?`, other: `${n} Änderungen sind noch nicht hochgeladen und gingen verloren. Trotzdem abmelden?` }), sign_out_anyway: 'Abmelden und verlieren',
    door_title: 'Wer schuldet dir? Wem schuldest du?', door_hint: 'Ein ruhiges Buch nur für dich. Geht ohne Netz, auf jedem Gerät.', username: 'Benutzername', password: 'Passwort', password_hint: 'Mindestens 10 Zeichen; ein kurzer Satz ist gut.', create_account: 'Mein Buch anlegen', sign_in: 'Anmelden', have_account: 'Ich habe ein Konto', need_account: 'Ich bin neu hier',working: 'Einen Moment …',
    d_invalid_credentials: 'Benutzername oder Passwort stimmt nicht.', d_username_taken: 'Dieser Name ist vergeben.', d_registration_closed: 'Neue Konten sind hier geschlossen. Frag, wer diesen Server betreibt.', d_rate_limited: 'Zu viele Versuche. Warte einen Moment.', d_offline: 'Der Server ist nicht zu erreichen. Versuch es, wenn du verbunden bist.', d_other: 'Das hat nicht geklappt.', d_invalid_field: 'Wähle einen Namen aus Buchstaben und Ziffern, und ein längeres Passwort.',
    t_saved: 'Gespeichert', t_deleted: 'Gelöscht', t_undone: 'Rückgängig gemacht', t_failed: 'Das konnte nicht gespeichert werden', r_linked: 'Andere Einträge zahlen diesen zurück; ändere erst diese.', r_cannot_undo: 'Das geht nicht mehr: spätere Änderungen bauen darauf auf.', r_sum_too_large: 'Die Summe wäre zu groß.', r_not_settled: 'Mit dieser Person ist noch etwas offen.',
    k_palette: 'Alles finden und tun', k_add: 'Neue Schuld', k_search: 'Suchen', k_help: 'Diese Hilfe', k_undo: 'Letzte Änderung rückgängig', palette_hint: 'Schreib einen Namen oder was du tun willst',
};

export default messages;
