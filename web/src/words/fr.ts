// Français. The messages, and what their parameters are: en.ts.
import type { Messages } from './en.ts';
import { plurals } from './plurals.ts';

const plural = plurals('fr');

const messages: Messages = {
    app: 'Debt Tracker', skip: 'Aller au contenu',    owes_you: (n, a) => `${n} vous doit ${a}`, you_owe: (n, a) => `Vous devez ${a} à ${n}`,
    has_yours: (n, a) => `${n} a quelque chose à vous : ${a}`, you_have: (n, a) => `Vous avez quelque chose à ${n} : ${a}`,
    paid_you: (n, a) => `${n} vous a remboursé ${a}`, you_paid: (n, a) => `Vous avez remboursé ${a} à ${n}`,
    gave_back: (n, a) => `${n} vous a rendu : ${a}`, you_gave_back: (n, a) => `Vous avez rendu à ${n} : ${a}`,
    settled_with: (n) => `${n} et vous êtes quittes`,
    way_in: 'vous doit', way_out: 'vous lui devez', way_in_item: 'a quelque chose à vous', way_out_item: 'vous avez quelque chose à lui', even: 'quittes',
    all_owe_you: 'On vous doit', all_you_owe: 'Vous devez',
    things: (n) => plural(n, { one: `${n} chose`, other: `${n} choses` }),
    entries_count: (n) => plural(n, { one: `${n} écriture`, other: `${n} écritures` }),
    overview: 'Aperçu', people: 'Personnes', add: 'Ajouter', transactions: 'Écritures', history: 'Historique', settings: 'Réglages',
    back: 'Retour', close: 'Fermer', cancel: 'Annuler', save: 'Enregistrer', edit: 'Modifier', delete: 'Supprimer', undo: 'Annuler', redo: 'Rétablir',    not_found: 'Il n’y a rien ici', not_found_hint: 'C’est peut-être supprimé. L’historique est conservé.',
    overdue: 'En retard', due_soon: 'Bientôt dû',    balance_over_time: 'Solde au fil du temps', as_of: (day) => `Au ${day}`, today: 'Aujourd’hui',    recent: 'Dernières écritures', lent_things: 'Vos choses chez d’autres', borrowed_things: 'Choses d’autres chez vous', due: (when) => `échéance ${when}`,
    first_title: 'Notez la première dette', first_hint: 'Qui vous doit, ou à qui devez-vous ? Un nom et un montant suffisent. Cela marche aussi hors ligne.', first_action: 'Ajouter une dette',
    search_people: 'Chercher des personnes', sort: 'Trier par', sort_name: 'Nom', sort_balance: 'Montant', sort_recent: 'Dernier changement', show_settled: 'Montrer ceux avec qui vous êtes quitte', nobody: 'Personne',    name: 'Nom', phone: 'Téléphone', email: 'E-mail', notes: 'Notes',
    settle_up: 'Solder', settle_all: 'Tout', settle_hint: 'Note un remboursement qui éteint d’abord les dettes les plus anciennes.', settle_amount: 'Combien a été payé ?', print: 'Imprimer',
    open_debts: 'Ouvertes', statement: 'Relevé', balance: 'Solde', still_open: (a) => `reste ${a}`, settled: 'soldé',
    delete_person: 'Supprimer cette personne', delete_person_sure: (n) => `Supprimer ${n} et toutes ses écritures ? Vous pourrez l’annuler.`,
    new_entry: 'Nouvelle dette', edit_entry: 'Modifier l’écriture', who: 'Qui ?', who_hint: 'Un nouveau nom crée une nouvelle personne.', which_way: 'Dans quel sens ?',
    they_owe: (n) => `${n} me doit`, i_owe: (n) => `Je dois à ${n}`, they: 'On me doit', them: 'Je dois', how_much: 'Combien ?', how_many: 'Combien ?', currency: 'Devise', what_for: 'Pour quoi ?', which_thing: 'Quelle chose ?', optional: 'facultatif',
    money: 'Argent', thing: 'Une chose', date: 'Date', due_date: 'Échéance', more: 'Date, échéance, et des choses plutôt que de l’argent', comment: 'Pourquoi ce changement ?',
    understood: 'Indiquez qui et combien, et lisez ici ce qui sera enregistré.',
    e_name: 'Écrivez un nom.', e_thing: 'Écrivez quelle chose.', e_empty: 'Écrivez un montant.', e_not_a_number: 'Ceci ne se lit pas comme un montant.', e_negative: 'Sans signe moins : le sens se choisit plus haut.', e_zero: 'Le montant doit dépasser zéro.', e_too_large: 'Ce montant est trop grand.',
    e_too_many_decimals: (n) => n === 0 ? 'Seulement des nombres entiers ici.' : plural(n, { one: `Au plus ${n} décimale.`, other: `Au plus ${n} décimales.` }),
    delete_entry: 'Supprimer cette écriture', search_entries: 'Chercher des écritures', direction: 'Sens', status: 'État', any: 'Tous', open: 'Ouvert', person: 'Personne', no_entries: 'Aucune écriture trouvée',
    h_contact_created: (n) => `Ajout de ${n}`, h_contact_updated: (n) => `Modification de ${n}`, h_contact_deleted: (n) => `Suppression de ${n}`, h_transaction_updated: 'Une écriture a été modifiée', h_transaction_deleted: 'Une écriture a été supprimée', h_undone: 'Un changement a été annulé', h_is_undone: 'annulé', not_sent: 'pas encore envoyé', by_device: (d) => `sur ${d}`,
    s_live: 'À jour', s_polling: 'À jour', s_connecting: 'Connexion', s_offline: 'Hors ligne', s_signed_out: 'Reconnectez-vous', s_storage_full: 'Plus de place',
    sync_title: 'Ce qui est sur cet appareil', sync_live: 'Tous les changements sont sur le serveur.', sync_offline: 'Pas de connexion. Tout marche ; les changements partiront à son retour.', sync_signed_out: 'Votre session est terminée. Reconnectez-vous, et ce qui attend ici partira.', sync_full: 'Il n’y a plus de place sur cet appareil. Libérez-en, sinon le prochain changement ne pourra être enregistré.',
    unsent: (n) => plural(n, { one: `${n} changement attend d’être envoyé`, other: `${n} changements attendent d’être envoyés` }),
    problems: 'À vous de décider', p_conflict: 'Modifié en même temps sur un autre appareil. Regardez, puis gardez votre changement ou abandonnez-le.', p_rejected: 'Le serveur ne peut accepter ce changement.', p_blocked: 'Ceci attend un autre changement.', keep_mine: 'Garder le mien', drop_mine: 'Abandonner le mien',
    theme: 'Apparence', theme_system: 'Comme l’appareil', theme_light: 'Claire', theme_dark: 'Sombre', colours: 'Couleurs des sens', c_default: 'Vert et orange', c_blue_orange: 'Bleu et orange', c_red_green: 'Rouge et vert', c_plain: 'Aucune', tongue: 'Langue', default_currency: 'Devise habituelle',
    shortcuts: 'Raccourcis clavier', shortcuts_on: 'Raccourcis à une touche',account: 'Compte', sign_out: 'Se déconnecter',
    sign_out_sure: (n) => plural(n, { one: `${n} changement n’est pas encore envoyé et serait perdu. Se déconnecter quand même ?`, other: `${n} changements ne sont pas encore envoyés et seraient perdus. Se déconnecter quand même ?` }), sign_out_anyway: 'Se déconnecter et les perdre',
    door_title: 'Qui vous doit ? À qui devez-vous ?', door_hint: 'Un carnet calme, rien qu’à vous. Marche hors ligne, sur tous vos appareils.', username: 'Nom d’utilisateur', password: 'Mot de passe', password_hint: 'Au moins 10 caractères ; une courte phrase convient.', create_account: 'Créer mon carnet', sign_in: 'Se connecter', have_account: 'J’ai un compte', need_account: 'Je suis nouveau ici',working: 'Un instant …',
    d_invalid_credentials: 'Le nom ou le mot de passe n’est pas juste.', d_username_taken: 'Ce nom est déjà pris.', d_registration_closed: 'Les nouveaux comptes sont fermés ici. Demandez à qui gère ce serveur.', d_rate_limited: 'Trop d’essais. Attendez un instant.', d_offline: 'Le serveur est injoignable. Réessayez une fois connecté.', d_other: 'Cela n’a pas marché.', d_invalid_field: 'Choisissez un nom de lettres et de chiffres, et un mot de passe plus long.',
    t_saved: 'Enregistré', t_deleted: 'Supprimé', t_undone: 'Annulé', t_failed: 'Ceci n’a pu être enregistré', r_linked: 'D’autres écritures remboursent celle-ci ; modifiez-les d’abord.', r_cannot_undo: 'Impossible d’annuler : des changements ultérieurs en dépendent.', r_sum_too_large: 'La somme serait trop grande.', r_not_settled: 'Il reste des dettes ouvertes avec cette personne.',
    k_palette: 'Tout trouver et tout faire', k_add: 'Nouvelle dette', k_search: 'Chercher', k_help: 'Cette aide', k_undo: 'Annuler le dernier changement', palette_hint: 'Écrivez un nom ou une action',
};

export default messages;
