// What the operator does to an account while people use it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { Account, PASSWORD, sharedStack } from './stack.mjs';

describe('the operator', () => {
    let stack;
    const login = (username, password = PASSWORD) =>
        stack.request('POST', '/api/auth/login', { json: { username, password } });

    // An account with a password, signed in, with an event and an open stream.
    async function busyAccount() {
        const username = `operated-${randomUUID().slice(0, 8)}`;
        const added = await stack.debtctl(['account', 'add', username, '--password-stdin'], { input: PASSWORD });
        assert.equal(added.status, 0, added.stderr);
        const account = new Account(stack, username, (await stack.debtctl(['token', username])).stdout.trim());
        await account.contact();
        const watcher = account.watch('after=0');
        await watcher.event(1);
        return { account, watcher };
    }

    async function assertEnded(account, watcher) {
        assertProblem(await account.get('/api/contacts'), 401, 'unauthenticated');
        await watcher.end();
    }

    before(async () => (stack = await sharedStack()));
    after(() => stack?.stop());

    it('disables an account: its session and stream end at once, and it cannot sign in until it is enabled', async () => {
        const { account, watcher } = await busyAccount();
        const disabled = await stack.debtctl(['account', 'disable', account.username]);
        assert.equal(disabled.status, 0, disabled.stderr);
        await assertEnded(account, watcher);
        assertProblem(await login(account.username), 401, 'invalid_credentials');
        assert.equal((await stack.debtctl(['account', 'enable', account.username])).status, 0);
        const again = await login(account.username);
        assert.equal(again.status, 200);
        assertProblem(await account.get('/api/contacts'), 401, 'unauthenticated', 'the old session stays ended');
        const activity = (await stack.request('GET', '/api/auth/activity', { token: again.json.access_token })).json;
        assert.deepEqual(
            activity.filter(({ kind }) => kind.startsWith('account_')).map(({ kind, device }) => [kind, device]),
            [['account_enabled', 'debtctl'], ['account_disabled', 'debtctl']],
            'the account is told',
        );
    });

    it('gives it another password: its sessions end, and only the new one signs in', async () => {
        const { account, watcher } = await busyAccount();
        const other = `${PASSWORD} and thanks`;
        const changed = await stack.debtctl(['account', 'passwd', account.username, '--password-stdin'], { input: other });
        assert.equal(changed.status, 0, changed.stderr);
        await assertEnded(account, watcher);
        assertProblem(await login(account.username), 401, 'invalid_credentials');
        const token = (await login(account.username, other)).json.access_token;
        const activity = (await stack.request('GET', '/api/auth/activity', { token })).json;
        assert.ok(activity.some((one) => one.kind === 'password_changed' && one.device === 'debtctl'), 'the account is told');
    });

    it('deletes an account: stream and session end, and the name is free again', async () => {
        const { account, watcher } = await busyAccount();
        const deleted = await stack.debtctl(['account', 'delete', account.username, '--yes']);
        assert.deepEqual([deleted.status, deleted.stdout], [0, `${account.username} is erased; events: 1\n`]);
        await assertEnded(account, watcher);
        assertProblem(await login(account.username), 401, 'invalid_credentials');
        const again = await stack.debtctl(['account', 'add', account.username, '--password-stdin'], { input: PASSWORD });
        assert.equal(again.status, 0, again.stderr);
        assert.equal((await login(account.username)).status, 200);
    });
});
