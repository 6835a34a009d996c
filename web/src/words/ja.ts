// 日本語. The messages, and what their parameters are: en.ts.
import type { Messages } from './en.ts';
import { plurals } from './plurals.ts';

const plural = plurals('ja');

const messages: Messages = {
    app: 'Debt Tracker', skip: '本文へ',    owes_you: (n, a) => `${n}さんはあなたに${a}を借りています`, you_owe: (n, a) => `あなたは${n}さんに${a}を借りています`,
    has_yours: (n, a) => `${n}さんがあなたの物を持っています：${a}`, you_have: (n, a) => `あなたが${n}さんの物を持っています：${a}`,
    paid_you: (n, a) => `${n}さんがあなたに${a}を返しました`, you_paid: (n, a) => `あなたが${n}さんに${a}を返しました`,
    gave_back: (n, a) => `${n}さんがあなたに返しました：${a}`, you_gave_back: (n, a) => `あなたが${n}さんに返しました：${a}`,
    settled_with: (n) => `${n}さんとの貸し借りはありません`,
    way_in: 'あなたに借り', way_out: 'あなたが借り', way_in_item: 'あなたの物を所持', way_out_item: '相手の物を所持', even: '貸し借りなし',
    all_owe_you: '返してもらう額', all_you_owe: '返す額',
    things: (n) => plural(n, { other: `${n}点` }), entries_count: (n) => plural(n, { other: `${n}件` }),
    overview: '概要', people: '相手', add: '追加', transactions: '記録', history: '履歴', settings: '設定',
    back: '戻る', close: '閉じる', cancel: 'キャンセル', save: '保存', edit: '編集', delete: '削除', undo: '元に戻す', redo: 'やり直す',    not_found: 'ここには何もありません', not_found_hint: '削除されたのかもしれません。履歴は残っています。',
    overdue: '期限切れ', due_soon: 'もうすぐ期限',    balance_over_time: '残高の推移', as_of: (day) => `${day}時点`, today: '今日',    recent: '最近の記録', lent_things: '貸している物', borrowed_things: '借りている物', due: (when) => `期限：${when}`,
    first_title: '最初の貸し借りを書きましょう', first_hint: '誰があなたに借りていますか。あなたは誰に借りていますか。名前と金額だけで十分です。通信がなくても使えます。', first_action: '貸し借りを追加',
    search_people: '相手を検索', sort: '並べ替え', sort_name: '名前', sort_balance: '金額', sort_recent: '最近の変更', show_settled: '貸し借りのない相手も表示', nobody: '見つかりません',    name: '名前', phone: '電話', email: 'メール', notes: 'メモ',
    settle_up: '精算', settle_all: 'すべて', settle_hint: '古い貸し借りから順に消す返済を記録します。', settle_amount: 'いくら支払われましたか', print: '印刷',
    open_debts: '未精算', statement: '明細', balance: '残高', still_open: (a) => `残り${a}`, settled: '精算済み',
    delete_person: 'この相手を削除', delete_person_sure: (n) => `${n}さんとすべての記録を削除しますか。元に戻せます。`,
    new_entry: '新しい貸し借り', edit_entry: '記録を編集', who: '誰と？', who_hint: '新しい名前は新しい相手になります。', which_way: 'どちらが借りた？',
    they_owe: (n) => `${n}さんが私に借りた`, i_owe: (n) => `私が${n}さんに借りた`, they: '相手が私に借りた', them: '私が相手に借りた', how_much: 'いくら？', how_many: 'いくつ？', currency: '通貨', what_for: '何のため？', which_thing: '何を？', optional: '任意',
    money: 'お金', thing: '物', date: '日付', due_date: '期限', more: '日付、期限、お金ではなく物', comment: '変更の理由は？',
    understood: '相手と金額を書くと、保存される内容がここに出ます。',
    e_name: '名前を書いてください。', e_thing: '何かを書いてください。', e_empty: '金額を書いてください。', e_not_a_number: '金額として読めません。', e_negative: 'マイナスは付けず、上で向きを選んでください。', e_zero: '金額は0より大きくしてください。', e_too_large: '金額が大きすぎます。',
    e_too_many_decimals: (n) => n === 0 ? 'ここでは整数だけです。' : plural(n, { other: `小数は${n}桁までです。` }),
    delete_entry: 'この記録を削除', search_entries: '記録を検索', direction: '向き', status: '状態', any: 'すべて', open: '未精算', person: '相手', no_entries: '記録が見つかりません',
    h_contact_created: (n) => `${n}さんを追加`, h_contact_updated: (n) => `${n}さんを変更`, h_contact_deleted: (n) => `${n}さんを削除`, h_transaction_updated: '記録を変更', h_transaction_deleted: '記録を削除', h_undone: '変更を元に戻しました', h_is_undone: '取り消し済み', not_sent: 'まだ送信されていません', by_device: (d) => `${d}で`,
    s_live: '最新', s_polling: '最新', s_connecting: '接続中', s_offline: 'オフライン', s_signed_out: '再ログイン', s_storage_full: '空き容量なし',
    sync_title: 'この端末にあるもの', sync_live: 'すべての変更がサーバーにあります。', sync_offline: '接続がありません。すべて使えます。つながったら変更を送信します。', sync_signed_out: 'セッションが終わりました。もう一度ログインすると、待っている変更を送信します。', sync_full: 'この端末に空きがありません。空けないと次の変更を保存できません。',
    unsent: (n) => plural(n, { other: `${n}件の変更が送信を待っています` }),
    problems: '確認が必要です', p_conflict: '別の端末で同時に変更されました。確認して、自分の変更を残すか捨てるか選んでください。', p_rejected: 'サーバーはこの変更を受け付けられません。', p_blocked: '別の変更を待っています。', keep_mine: '自分の変更を残す', drop_mine: '自分の変更を捨てる',
    theme: '外観', theme_system: '端末に合わせる', theme_light: '明るい', theme_dark: '暗い', colours: '向きの色', c_default: '緑とオレンジ', c_blue_orange: '青とオレンジ', c_red_green: '赤と緑', c_plain: 'なし', tongue: '言語', default_currency: 'いつもの通貨',
    shortcuts: 'キーボードショートカット', shortcuts_on: '1文字のショートカット',account: 'アカウント', sign_out: 'ログアウト',
    sign_out_sure: (n) => plural(n, { other: `${n}件の変更がまだ送信されておらず、失われます。それでもログアウトしますか。` }), sign_out_anyway: '失ってログアウト',
    door_title: '誰が借りている？ 誰に借りている？', door_hint: 'あなただけの静かな帳面。通信がなくても、どの端末でも。', username: 'ユーザー名', password: 'パスワード', password_hint: '10文字以上。短い文でもかまいません。', create_account: '帳面を作る', sign_in: 'ログイン', have_account: 'アカウントがあります', need_account: '初めてです',working: 'お待ちください…',
    d_invalid_credentials: 'ユーザー名かパスワードが違います。', d_username_taken: 'このユーザー名は使われています。', d_registration_closed: '新しいアカウントは作れません。サーバーの管理者に尋ねてください。', d_rate_limited: '試行が多すぎます。少しお待ちください。', d_offline: 'サーバーにつながりません。接続してからお試しください。', d_other: 'うまくいきませんでした。', d_invalid_field: '英数字のユーザー名と、もっと長いパスワードにしてください。',
    t_saved: '保存しました', t_deleted: '削除しました', t_undone: '元に戻しました', t_failed: '保存できませんでした', r_linked: '他の記録がこれを返済しています。先にそちらを変更してください。', r_cannot_undo: '元に戻せません。後の変更がこれに基づいています。', r_sum_too_large: '合計が大きすぎます。', r_not_settled: 'この相手との貸し借りがまだ残っています。',
    k_palette: '何でも探す・する', k_add: '新しい貸し借り', k_search: '検索', k_help: 'このヘルプ', k_undo: '直前の変更を元に戻す', palette_hint: '名前や操作を入力',
};

export default messages;
