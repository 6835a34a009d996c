// العربية. The messages, and what their parameters are: en.ts.
import type { Messages } from './en.ts';
import { plurals } from './plurals.ts';

const plural = plurals('ar');

const messages: Messages = {
    app: 'Debt Tracker', skip: 'إلى المحتوى',    owes_you: (n, a) => `${n} مدين لك بمبلغ ${a}`, you_owe: (n, a) => `أنت مدين لـ${n} بمبلغ ${a}`,
    has_yours: (n, a) => `لدى ${n} شيء لك: ${a}`, you_have: (n, a) => `لديك شيء يخص ${n}: ${a}`,
    paid_you: (n, a) => `سدّد لك ${n} مبلغ ${a}`, you_paid: (n, a) => `سدّدت لـ${n} مبلغ ${a}`,
    gave_back: (n, a) => `أعاد لك ${n}: ${a}`, you_gave_back: (n, a) => `أعدت إلى ${n}: ${a}`,
    settled_with: (n) => `لا دين بينك وبين ${n}`,
    way_in: 'مدين لك', way_out: 'أنت مدين له', way_in_item: 'لديه شيء لك', way_out_item: 'لديك شيء له', even: 'لا دين',
    all_owe_you: 'لك عند الآخرين', all_you_owe: 'عليك للآخرين',
    things: (n) => plural(n, { zero: 'لا أشياء', one: 'شيء واحد', two: 'شيئان', few: `${n} أشياء`, many: `${n} شيئًا`, other: `${n} شيء` }),
    entries_count: (n) => plural(n, { zero: 'لا قيود', one: 'قيد واحد', two: 'قيدان', few: `${n} قيود`, many: `${n} قيدًا`, other: `${n} قيد` }),
    overview: 'نظرة عامة', people: 'الأشخاص', add: 'إضافة', transactions: 'القيود', history: 'السجل', settings: 'الإعدادات',
    back: 'رجوع', close: 'إغلاق', cancel: 'إلغاء', save: 'حفظ', edit: 'تعديل', delete: 'حذف', undo: 'تراجع', redo: 'إعادة',    not_found: 'لا شيء هنا', not_found_hint: 'ربما حُذف. سجله محفوظ.',
    overdue: 'متأخر', due_soon: 'يستحق قريبًا',    balance_over_time: 'الرصيد عبر الزمن', as_of: (day) => `في ${day}`, today: 'اليوم',    recent: 'آخر القيود', lent_things: 'أشياؤك عند الآخرين', borrowed_things: 'أشياء الآخرين عندك', due: (when) => `يستحق ${when}`,
    first_title: 'سجّل أول دين', first_hint: 'من مدين لك، أو لمن أنت مدين؟ يكفي اسم ومبلغ. يعمل بلا شبكة أيضًا.', first_action: 'إضافة دين',
    search_people: 'البحث عن أشخاص', sort: 'الترتيب حسب', sort_name: 'الاسم', sort_balance: 'المبلغ', sort_recent: 'آخر تغيير', show_settled: 'إظهار من لا دين بينكم', nobody: 'لم يوجد أحد',    name: 'الاسم', phone: 'الهاتف', email: 'البريد', notes: 'ملاحظات',
    settle_up: 'تسوية', settle_all: 'الكل', settle_hint: 'يسجل سدادًا يغلق أقدم الديون أولًا.', settle_amount: 'كم دُفع؟', print: 'طباعة',
    open_debts: 'مفتوح', statement: 'كشف', balance: 'الرصيد', still_open: (a) => `بقي ${a}`, settled: 'مسدّد',
    delete_person: 'حذف هذا الشخص', delete_person_sure: (n) => `حذف ${n} وكل القيود معه؟ يمكنك التراجع.`,
    new_entry: 'دين جديد', edit_entry: 'تعديل القيد', who: 'من؟', who_hint: 'الاسم الجديد يصبح شخصًا جديدًا.', which_way: 'في أي اتجاه؟',
    they_owe: (n) => `${n} مدين لي`, i_owe: (n) => `أنا مدين لـ${n}`, they: 'مدين لي', them: 'أنا مدين', how_much: 'كم؟', how_many: 'كم عددًا؟', currency: 'العملة', what_for: 'لأجل ماذا؟', which_thing: 'أي شيء؟', optional: 'اختياري',
    money: 'مال', thing: 'شيء', date: 'التاريخ', due_date: 'تاريخ الاستحقاق', more: 'التاريخ والاستحقاق، وأشياء بدل المال', comment: 'لماذا هذا التغيير؟',
    understood: 'اكتب من وكم، واقرأ هنا ما سيُحفظ.',
    e_name: 'اكتب اسمًا.', e_thing: 'اكتب أي شيء هو.', e_empty: 'اكتب مبلغًا.', e_not_a_number: 'لا يُقرأ هذا كمبلغ.', e_negative: 'بلا علامة ناقص: الاتجاه يُختار أعلاه.', e_zero: 'يجب أن يزيد المبلغ على صفر.', e_too_large: 'هذا المبلغ كبير جدًا.',
    e_too_many_decimals: (n) => n === 0 ? 'أعداد صحيحة فقط هنا.' : plural(n, { one: 'منزلة عشرية واحدة على الأكثر.', two: 'منزلتان عشريتان على الأكثر.', few: `${n} منازل عشرية على الأكثر.`, other: `${n} منزلة عشرية على الأكثر.` }),
    delete_entry: 'حذف هذا القيد', search_entries: 'البحث في القيود', direction: 'الاتجاه', status: 'الحالة', any: 'الكل', open: 'مفتوح', person: 'الشخص', no_entries: 'لم توجد قيود',
    h_contact_created: (n) => `أُضيف ${n}`, h_contact_updated: (n) => `عُدّل ${n}`, h_contact_deleted: (n) => `حُذف ${n}`, h_transaction_updated: 'عُدّل قيد', h_transaction_deleted: 'حُذف قيد', h_undone: 'جرى التراجع عن تغيير', h_is_undone: 'تُراجع عنه', not_sent: 'لم يُرفع بعد', by_device: (d) => `على ${d}`,
    s_live: 'محدّث', s_polling: 'محدّث', s_connecting: 'جارٍ الاتصال', s_offline: 'بلا اتصال', s_signed_out: 'سجّل الدخول ثانية', s_storage_full: 'امتلأت الذاكرة',
    sync_title: 'ما على هذا الجهاز', sync_live: 'كل التغييرات على الخادم.', sync_offline: 'لا اتصال. كل شيء يعمل، وستُرفع التغييرات حين يعود.', sync_signed_out: 'انتهت جلستك. سجّل الدخول ثانية ليُرفع ما ينتظر هنا.', sync_full: 'لم تبق مساحة على هذا الجهاز. أفسح مكانًا وإلا تعذر حفظ التغيير التالي.',
    unsent: (n) => plural(n, { zero: 'لا تغييرات تنتظر الرفع', one: 'تغيير واحد ينتظر الرفع', two: 'تغييران ينتظران الرفع', few: `${n} تغييرات تنتظر الرفع`, many: `${n} تغييرًا ينتظر الرفع`, other: `${n} تغيير ينتظر الرفع` }),
    problems: 'هذه تحتاج إليك', p_conflict: 'عُدّل في الوقت نفسه على جهاز آخر. انظر إليه، ثم أبقِ تغييرك أو اتركه.', p_rejected: 'لا يستطيع الخادم قبول هذا التغيير.', p_blocked: 'هذا ينتظر تغييرًا آخر.', keep_mine: 'إبقاء تغييري', drop_mine: 'ترك تغييري',
    theme: 'المظهر', theme_system: 'كالجهاز', theme_light: 'فاتح', theme_dark: 'داكن', colours: 'ألوان الاتجاهين', c_default: 'أخضر وبرتقالي', c_blue_orange: 'أزرق وبرتقالي', c_red_green: 'أحمر وأخضر', c_plain: 'بلا', tongue: 'اللغة', default_currency: 'العملة المعتادة',
    shortcuts: 'اختصارات لوحة المفاتيح', shortcuts_on: 'اختصارات بمفتاح واحد',account: 'الحساب', sign_out: 'تسجيل الخروج',
    sign_out_sure: (n) => plural(n, { one: 'تغيير واحد لم يُرفع بعد وسيضيع. هل تخرج مع ذلك؟', two: 'تغييران لم يُرفعا بعد وسيضيعان. هل تخرج مع ذلك؟', few: `${n} تغييرات لم تُرفع بعد وستضيع. هل تخرج مع ذلك؟`, other: `${n} تغييرًا لم يُرفع بعد وسيضيع. هل تخرج مع ذلك؟` }), sign_out_anyway: 'الخروج وفقدانها',
    door_title: 'من مدين لك؟ ولمن أنت مدين؟', door_hint: 'دفتر هادئ لك وحدك. يعمل بلا شبكة، على كل جهاز.', username: 'اسم المستخدم', password: 'كلمة المرور', password_hint: '10 أحرف على الأقل؛ تكفي جملة قصيرة.', create_account: 'إنشاء دفتري', sign_in: 'تسجيل الدخول', have_account: 'لدي حساب', need_account: 'أنا جديد هنا',working: 'لحظة …',
    d_invalid_credentials: 'اسم المستخدم أو كلمة المرور غير صحيح.', d_username_taken: 'هذا الاسم مأخوذ.', d_registration_closed: 'الحسابات الجديدة مغلقة هنا. اسأل من يدير هذا الخادم.', d_rate_limited: 'محاولات كثيرة. انتظر لحظة.', d_offline: 'لا يمكن الوصول إلى الخادم. حاول حين تتصل.', d_other: 'لم ينجح ذلك.', d_invalid_field: 'اختر اسمًا من حروف لاتينية وأرقام، وكلمة مرور أطول.',
    t_saved: 'حُفظ', t_deleted: 'حُذف', t_undone: 'تم التراجع', t_failed: 'تعذر الحفظ', r_linked: 'قيود أخرى تسدد هذا؛ عدّلها أولًا.', r_cannot_undo: 'لم يعد التراجع ممكنًا: تغييرات لاحقة مبنية عليه.', r_sum_too_large: 'سيكون المجموع كبيرًا جدًا.', r_not_settled: 'ما زالت ديون مفتوحة مع هذا الشخص.',
    k_palette: 'البحث عن أي شيء وفعله', k_add: 'دين جديد', k_search: 'بحث', k_help: 'هذه المساعدة', k_undo: 'التراجع عن آخر تغيير', palette_hint: 'اكتب اسمًا أو فعلًا',
};

export default messages;
