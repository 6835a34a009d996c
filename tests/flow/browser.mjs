// A browser as far as cookies go: it keeps those that it is given, and sends them from a page of the site.
export class Browser {
    constructor(stack) {
        this.stack = stack;
        this.cookies = new Map();
    }

    get cookieHeader() {
        return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    }

    // `headers` may replace those of a page of the site; undefined leaves one out.
    async request(method, path, { headers = {}, ...options } = {}) {
        const sent = { 'Sec-Fetch-Site': 'same-origin', ...headers };
        if (this.cookies.size > 0) sent.Cookie = this.cookieHeader;
        const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
        const answer = await this.stack.request(method, path, { headers: given, ...options });
        this.#keep(answer);
        return answer;
    }

    post(path, json, options = {}) {
        return this.request('POST', path, { json, ...options });
    }

    #keep(answer) {
        for (let i = 0; i < answer.rawHeaders.length; i += 2) {
            if (answer.rawHeaders[i].toLowerCase() !== 'set-cookie') continue;
            const [, name, value, attributes] = /^([^=;]+)=([^;]*)(.*)$/.exec(answer.rawHeaders[i + 1]);
            if (/; Max-Age=0(;|$)/.test(attributes)) this.cookies.delete(name);
            else this.cookies.set(name, value);
        }
    }
}
