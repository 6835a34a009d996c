// Español. The messages, and what their parameters are: en.ts.
import type { Messages } from './en.ts';
import { plurals } from './plurals.ts';

const plural = plurals('es');

const messages: Messages = {
    app: 'Debt Tracker', skip: 'Ir al contenido',    owes_you: (n, a) => `${n} te debe ${a}`, you_owe: (n, a) => `Le debes ${a} a ${n}`,
    has_yours: (n, a) => `${n} tiene algo tuyo: ${a}`, you_have: (n, a) => `Tienes algo de ${n}: ${a}`,
    paid_you: (n, a) => `${n} te devolvió ${a}`, you_paid: (n, a) => `Le devolviste ${a} a ${n}`,
    gave_back: (n, a) => `${n} te devolvió: ${a}`, you_gave_back: (n, a) => `Le devolviste a ${n}: ${a}`,
    settled_with: (n) => `${n} y tú estáis en paz`,
    way_in: 'te debe', way_out: 'le debes', way_in_item: 'tiene algo tuyo', way_out_item: 'tienes algo suyo', even: 'en paz',
    all_owe_you: 'Te deben', all_you_owe: 'Debes a otros',
    things: (n) => plural(n, { one: `${n} cosa`, other: `${n} cosas` }),
    entries_count: (n) => plural(n, { one: `${n} apunte`, other: `${n} apuntes` }),
    overview: 'Resumen', people: 'Personas', add: 'Añadir', transactions: 'Apuntes', history: 'Historial', settings: 'Ajustes',
    back: 'Atrás', close: 'Cerrar', cancel: 'Cancelar', save: 'Guardar', edit: 'Cambiar', delete: 'Eliminar', undo: 'Deshacer', redo: 'Rehacer',    not_found: 'Aquí no hay nada', not_found_hint: 'Quizá se eliminó. Su historial se conserva.',
    overdue: 'Vencido', due_soon: 'Vence pronto',    balance_over_time: 'Saldo a lo largo del tiempo', as_of: (day) => `A fecha de ${day}`, today: 'Hoy',    recent: 'Últimos apuntes', lent_things: 'Cosas tuyas que tienen otros', borrowed_things: 'Cosas de otros que tienes tú', due: (when) => `vence ${when}`,
    first_title: 'Anota la primera deuda', first_hint: '¿Quién te debe, o a quién debes? Bastan un nombre y un importe. También funciona sin conexión.', first_action: 'Añadir una deuda',
    search_people: 'Buscar personas', sort: 'Ordenar por', sort_name: 'Nombre', sort_balance: 'Importe', sort_recent: 'Último cambio', show_settled: 'Mostrar con quién estás en paz', nobody: 'No se encontró a nadie',    name: 'Nombre', phone: 'Teléfono', email: 'Correo', notes: 'Notas',
    settle_up: 'Saldar', settle_all: 'Todo', settle_hint: 'Anota una devolución que cierra primero las deudas más antiguas.', settle_amount: '¿Cuánto se pagó?', print: 'Imprimir',
    open_debts: 'Abiertas', statement: 'Extracto', balance: 'Saldo', still_open: (a) => `faltan ${a}`, settled: 'saldado',
    delete_person: 'Eliminar a esta persona', delete_person_sure: (n) => `¿Eliminar a ${n} y todos sus apuntes? Puedes deshacerlo.`,
    new_entry: 'Nueva deuda', edit_entry: 'Cambiar apunte', who: '¿Quién?', who_hint: 'Un nombre nuevo crea una persona nueva.', which_way: '¿En qué sentido?',
    they_owe: (n) => `${n} me debe`, i_owe: (n) => `Le debo a ${n}`, they: 'Me debe', them: 'Yo debo', how_much: '¿Cuánto?', how_many: '¿Cuántas?', currency: 'Moneda', what_for: '¿Por qué?', which_thing: '¿Qué cosa?', optional: 'opcional',
    money: 'Dinero', thing: 'Una cosa', date: 'Fecha', due_date: 'Vencimiento', more: 'Fecha, vencimiento y cosas en vez de dinero', comment: '¿Por qué este cambio?',
    understood: 'Indica quién y cuánto, y lee aquí lo que se guardará.',
    e_name: 'Escribe un nombre.', e_thing: 'Escribe qué cosa.', e_empty: 'Escribe un importe.', e_not_a_number: 'Esto no se entiende como importe.', e_negative: 'Sin signo menos: el sentido se elige arriba.', e_zero: 'El importe debe ser mayor que cero.', e_too_large: 'Este importe es demasiado grande.',
    e_too_many_decimals: (n) => n === 0 ? 'Aquí solo números enteros.' : plural(n, { one: `Como máximo ${n} decimal.`, other: `Como máximo ${n} decimales.` }),
    delete_entry: 'Eliminar este apunte', search_entries: 'Buscar apuntes', direction: 'Sentido', status: 'Estado', any: 'Todos', open: 'Abierto', person: 'Persona', no_entries: 'No se encontraron apuntes',
    h_contact_created: (n) => `Se añadió a ${n}`, h_contact_updated: (n) => `Se cambió a ${n}`, h_contact_deleted: (n) => `Se eliminó a ${n}`, h_transaction_updated: 'Se cambió un apunte', h_transaction_deleted: 'Se eliminó un apunte', h_undone: 'Se deshizo un cambio', h_is_undone: 'deshecho', not_sent: 'aún sin subir', by_device: (d) => `en ${d}`,
    s_live: 'Al día', s_polling: 'Al día', s_connecting: 'Conectando', s_offline: 'Sin conexión', s_signed_out: 'Vuelve a entrar', s_storage_full: 'Sin espacio',
    sync_title: 'Lo que hay en este dispositivo', sync_live: 'Todos los cambios están en el servidor.', sync_offline: 'No hay conexión. Todo funciona; los cambios se subirán cuando vuelva.', sync_signed_out: 'Tu sesión terminó. Entra de nuevo y se subirá lo que espera aquí.', sync_full: 'No queda espacio en este dispositivo. Libera algo, o el próximo cambio no se podrá guardar.',
    unsent: (n) => plural(n, { one: `${n} cambio espera a subirse`, other: `${n} cambios esperan a subirse` }),
    problems: 'Estos te necesitan', p_conflict: 'Se cambió a la vez en otro dispositivo. Míralo, y conserva tu cambio o descártalo.', p_rejected: 'El servidor no puede aceptar este cambio.', p_blocked: 'Esto espera a otro cambio.', keep_mine: 'Conservar el mío', drop_mine: 'Descartar el mío',
    theme: 'Apariencia', theme_system: 'Como el dispositivo', theme_light: 'Clara', theme_dark: 'Oscura', colours: 'Colores de los sentidos', c_default: 'Verde y naranja', c_blue_orange: 'Azul y naranja', c_red_green: 'Rojo y verde', c_plain: 'Ninguno', tongue: 'Idioma', default_currency: 'Moneda habitual',
    shortcuts: 'Atajos de teclado', shortcuts_on: 'Atajos de una sola tecla',account: 'Cuenta', sign_out: 'Salir',
    sign_out_sure: (n) => plural(n, { one: `${n} cambio aún no se ha subido y se perdería. ¿Salir igualmente?`, other: `${n} cambios aún no se han subido y se perderían. ¿Salir igualmente?` }), sign_out_anyway: 'Salir y perderlos',
    door_title: '¿Quién te debe? ¿A quién debes?', door_hint: 'Un libro tranquilo y solo tuyo. Funciona sin conexión, en todos tus dispositivos.', username: 'Usuario', password: 'Contraseña', password_hint: 'Al menos 10 caracteres; una frase corta sirve.', create_account: 'Crear mi libro', sign_in: 'Entrar', have_account: 'Ya tengo cuenta', need_account: 'Soy nuevo aquí',working: 'Un momento …',
    d_invalid_credentials: 'El usuario o la contraseña no es correcto.', d_username_taken: 'Este usuario ya existe.', d_registration_closed: 'Aquí no se admiten cuentas nuevas. Pregunta a quien lleva este servidor.', d_rate_limited: 'Demasiados intentos. Espera un momento.', d_offline: 'No se llega al servidor. Inténtalo cuando tengas conexión.', d_other: 'No funcionó.', d_invalid_field: 'Elige un usuario de letras y cifras, y una contraseña más larga.',
    t_saved: 'Guardado', t_deleted: 'Eliminado', t_undone: 'Deshecho', t_failed: 'No se pudo guardar', r_linked: 'Otros apuntes devuelven este; cambia antes esos.', r_cannot_undo: 'Ya no se puede deshacer: hay cambios posteriores que dependen de esto.', r_sum_too_large: 'La suma sería demasiado grande.', r_not_settled: 'Aún hay deudas abiertas con esta persona.',
    k_palette: 'Buscar y hacer de todo', k_add: 'Nueva deuda', k_search: 'Buscar', k_help: 'Esta ayuda', k_undo: 'Deshacer el último cambio', palette_hint: 'Escribe un nombre o una acción',
};

export default messages;
