/* The router with all its routes, in front of a database that is not there: a request that everything accepts
 * comes to 503, and any other is refused before. */
#include "cgi/router.h"

#include "suites.h"

#include <assert.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ARENA_BYTES_MAX = 64 * ARENA_BLOCK_BYTES, BODY_BYTES_MAX = 2000 };

static struct arena arena;
static struct settings settings;
static struct worker worker = { .settings = &settings };
static char authorization[TOKEN_TEXT_BYTES + 64];
static char *kept_host;

static const struct token_claims claims = { .account = "aaaaaaaa-0000-4000-8000-000000000001",
                                            .session = "bbbbbbbb-0000-4000-8000-000000000002",
                                            .ledger = "cccccccc-0000-4000-8000-000000000003" };

static void write_authorization(int64_t now) {
    char token[TOKEN_TEXT_BYTES];
    CU_ASSERT_TRUE_FATAL(token_issue(&worker.token_keys, settings.public_origin, &claims, now, 900, token));
    (void)snprintf(authorization, sizeof authorization, "HTTP_AUTHORIZATION=Bearer %s", token);
}

static int init(void) {
    struct key_ring ring = { .count = 1 };
    memset(ring.keys[0], 9, KEY_BYTES);
    if (sodium_init() < 0 || !arena_init(&arena, ARENA_BYTES_MAX)) {
        return -1;
    }
    token_keys_init(&worker.token_keys, &ring);
    settings_init(&settings);
    settings.body_bytes_max = BODY_BYTES_MAX;
    settings.password_memory_kib = 8192;
    const char *host = getenv("PGHOST");
    kept_host = host == NULL ? NULL : strdup(host);
    worker.db = db_new(&settings);
    return worker.db != NULL && setenv("PGHOST", "/nowhere", 1) == 0 ? 0 : -1;
}

static int release(void) {
    if (kept_host != NULL) {
        (void)setenv("PGHOST", kept_host, 1);
    } else {
        (void)unsetenv("PGHOST");
    }
    free(kept_host);
    db_free(worker.db);
    arena_release(&arena);
    return 0;
}

static size_t read_text(void *connection, char *memory, size_t bytes) {
    const char **text = connection;
    const size_t length = strlen(*text);
    const size_t count = bytes < length ? bytes : length;
    memcpy(memory, *text, count);
    *text += count;
    return count;
}

/* What is sent; NULL members are left out. */
struct sent {
    const char *method, *path, *query, *body, *type, *header;
    bool anonymous;
};

static struct response answer; /* of the last request; its texts live until the next */

/* Serves a request and returns its status. */
static int serve(const struct sent *sent) {
    arena_clear(&arena);
    char lines[6][1024];
    const char *body = sent->body == NULL ? "" : sent->body;
    (void)snprintf(lines[0], sizeof lines[0], "REQUEST_METHOD=%s", sent->method);
    (void)snprintf(lines[1], sizeof lines[1], "DOCUMENT_URI=%s", sent->path);
    (void)snprintf(lines[2], sizeof lines[2], "QUERY_STRING=%s", sent->query == NULL ? "" : sent->query);
    (void)snprintf(lines[3], sizeof lines[3], "CONTENT_LENGTH=%zu", strlen(body));
    (void)snprintf(lines[4], sizeof lines[4], "CONTENT_TYPE=%s",
                   sent->type == NULL ? "application/json" : sent->type);
    (void)snprintf(lines[5], sizeof lines[5], "%s", sent->header == NULL ? "X=" : sent->header);
    if (!sent->anonymous) {
        write_authorization(time(NULL));
    }
    char *parameters[] = {
        lines[0], lines[1], lines[2], lines[3], lines[4], lines[5], sent->anonymous ? NULL : authorization,
        NULL
    };
    struct exchange exchange = { .worker = &worker, .arena = &arena };
    request_init(&exchange.request, parameters, read_text, &body);
    response_init(&exchange.response, &arena);
    struct db_call *const call = &exchange.call;
    if (router_find(&exchange) && !router_serve(&exchange)) {
        db_call_all(worker.db, &call, 1);
        router_answer(&exchange);
    }
    exchange_release(&exchange);
    answer = exchange.response;
    return answer.status;
}

static bool says(const char *text) {
    return answer.body != NULL && strstr(answer.body, text) != NULL;
}

static void test_paths(void) {
    static const char *const unknown[] = { "",
                                           "/",
                                           "/api",
                                           "/api/",
                                           "/api/contact",
                                           "/api/contacts/",
                                           "/API/contacts",
                                           "//api/contacts",
                                           "/api/contacts/x",
                                           "/api/contacts/01234567-89AB-cdef-0123-456789abcdef",
                                           "/api/contacts/01234567-89ab-cdef-0123-456789abcdef/",
                                           "/api/contacts/01234567-89ab-cdef-0123-456789abcdef0",
                                           "/api/contacts/01234567-89ab-cdef-0123-456789abcdef/events/x",
                                           "/api/contacts/{id}",
                                           "/internal/stream-grant" };
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "GET", .path = unknown[i] }), 404);
        CU_ASSERT_TRUE(says("\"code\":\"not_found\""));
    }
    static const char *const known[] = {
        "/api/contacts",     "/api/contacts/01234567-89ab-cdef-0123-456789abcdef",
        "/api/transactions", "/api/transactions/01234567-89ab-cdef-0123-456789abcdef",
        "/api/events",       "/api/sync",
        "/api/auth/session", "/api/health"
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "GET", .path = known[i] }), 503);
        CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "HEAD", .path = known[i] }), 503);
        CU_ASSERT_PTR_NOT_NULL(strstr(answer.lines.text, "Retry-After: 1\r\n"));
    }
}

static void test_the_id_is_taken_from_the_path(void) {
    char id[UUID_TEXT_BYTES];
    const char *allowed = NULL;
    const struct route *route = router_match("GET", "/api/contacts/01234567-89ab-cdef-0123-456789abcdef",
                                             false, &arena, id, &allowed);
    CU_ASSERT_PTR_NOT_NULL_FATAL(route);
    CU_ASSERT_EQUAL(route->statement, STATEMENT_GET_CONTACT);
    CU_ASSERT_STRING_EQUAL(id, "01234567-89ab-cdef-0123-456789abcdef");
}

static void test_methods(void) {
    static const struct {
        const char *path, *method, *allowed;
    } cases[] = {
        { "/api/contacts", "DELETE", "Allow: POST, GET, HEAD, OPTIONS\r\n" },
        { "/api/contacts", "get", "Allow: POST, GET, HEAD, OPTIONS\r\n" },
        { "/api/contacts", "", "Allow: POST, GET, HEAD, OPTIONS\r\n" },
        { "/api/sync", "POST", "Allow: GET, HEAD, OPTIONS\r\n" },
        { "/api/auth/login", "GET", "Allow: POST, OPTIONS\r\n" },
        { "/api/auth/login", "HEAD", "Allow: POST, OPTIONS\r\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CU_ASSERT_EQUAL(serve(&(struct sent) { .method = cases[i].method, .path = cases[i].path }), 405);
        CU_ASSERT_STRING_EQUAL(answer.lines.text, cases[i].allowed);
        CU_ASSERT_EQUAL(
            serve(&(struct sent) { .method = "OPTIONS", .path = cases[i].path, .anonymous = true }), 204);
        CU_ASSERT_STRING_EQUAL(answer.lines.text, cases[i].allowed);
        CU_ASSERT_PTR_NULL(answer.body);
    }
}

static void test_sessions(void) {
    static const char *const closed[] = { "/api/contacts", "/api/transactions", "/api/events", "/api/sync",
                                          "/api/auth/session" };
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "GET", .path = closed[i], .anonymous = true }), 401);
        CU_ASSERT_TRUE(says("\"code\":\"unauthenticated\""));
        CU_ASSERT_PTR_NULL(strstr(answer.lines.text, "invalid_token"));
        CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "GET",
                                               .path = closed[i],
                                               .anonymous = true,
                                               .header = "HTTP_AUTHORIZATION=Bearer a.b.c" }),
                        401);
        CU_ASSERT_PTR_NOT_NULL(strstr(answer.lines.text, "error=\"invalid_token\""));
    }
    static const struct {
        const char *header, *query;
        int status;
    } named[] = {
        { "HTTP_DEBT_ACCOUNT=aaaaaaaa-0000-4000-8000-000000000001", NULL, 503 },
        { "HTTP_DEBT_ACCOUNT=aaaaaaaa-0000-4000-8000-000000000002", NULL, 401 },
        { "HTTP_DEBT_ACCOUNT=", NULL, 401 },
        { NULL, "account=aaaaaaaa-0000-4000-8000-000000000001", 503 },
        { NULL, "account=aaaaaaaa-0000-4000-8000-000000000001&format=csv", 503 },
        { NULL, "account=aaaaaaaa-0000-4000-8000-000000000002", 401 },
        { NULL, "account=aaaaaaaa-0000-4000-8000-00000000000", 401 },
        { NULL, "account=", 401 },
        { "HTTP_DEBT_ACCOUNT=aaaaaaaa-0000-4000-8000-000000000001",
          "account=aaaaaaaa-0000-4000-8000-000000000002", 401 },
    };
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        CU_ASSERT_EQUAL(
            serve(&(struct sent) {
                .method = "GET", .path = "/api/export", .header = named[i].header, .query = named[i].query }),
            named[i].status);
        CU_ASSERT_EQUAL(says("\"code\":\"other_account\""), named[i].status == 401);
    }
    write_authorization(time(NULL) - 10000);
    CU_ASSERT_EQUAL(serve(&(struct sent) {
                        .method = "GET", .path = "/api/sync", .anonymous = true, .header = authorization }),
                    401);
    CU_ASSERT_TRUE(says("\"code\":\"token_expired\""));
}

static void test_bodies(void) {
    static const struct {
        const char *body, *type;
        int status;
        const char *text;
    } cases[] = {
        { "{\"name\":\"a\"}", NULL, 503, "unavailable" },
        { "{\"name\":\"a\"}", "text/plain", 415, "unsupported_media_type" },
        { "", NULL, 400, "malformed_json" },
        { "{", NULL, 400, "malformed_json" },
        { "{\"name\":\"a\",\"name\":\"b\"}", NULL, 400, "malformed_json" },
        { "[]", NULL, 422, "invalid_field" },
        { "null", NULL, 422, "invalid_field" },
        { "12", NULL, 422, "invalid_field" },
        { "{}", NULL, 422, "\"field\":\"name\",\"code\":\"required\"" },
        { "{\"name\":\"a\",\"cookies\":true}", NULL, 422, "\"field\":\"cookies\",\"code\":\"unknown\"" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CU_ASSERT_EQUAL(
            serve(&(struct sent) {
                .method = "POST", .path = "/api/contacts", .body = cases[i].body, .type = cases[i].type }),
            cases[i].status);
        CU_ASSERT_TRUE(says(cases[i].text));
    }
    static char large[BODY_BYTES_MAX + 2];
    memset(large, ' ', sizeof large - 1);
    CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "POST", .path = "/api/contacts", .body = large }), 413);
    CU_ASSERT_TRUE(says("too_large"));
}

static void test_headers(void) {
    static const struct {
        const char *header;
        int status;
    } cases[] = {
        { "HTTP_IDEMPOTENCY_KEY=01234567-89ab-cdef-0123-456789abcdef", 503 },
        { "HTTP_IDEMPOTENCY_KEY=01234567-89AB-CDEF-0123-456789ABCDEF", 503 },
        { "HTTP_IDEMPOTENCY_KEY=x", 400 },
        { "HTTP_IDEMPOTENCY_KEY=", 400 },
        { "HTTP_IDEMPOTENCY_KEY=01234567-89ab-cdef-0123-456789abcdef,x", 400 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "POST",
                                               .path = "/api/contacts",
                                               .body = "{\"name\":\"a\"}",
                                               .header = cases[i].header }),
                        cases[i].status);
        CU_ASSERT_EQUAL(says("\"field\":\"Idempotency-Key\""), cases[i].status == 400);
    }
}

static void test_queries(void) {
    static const struct {
        const char *path, *query;
        const char *field; /* NULL: accepted */
    } cases[] = {
        { "/api/contacts", "search=a&sort=-name&settled=true&limit=5&cursor=x&at=3", NULL },
        { "/api/contacts", "sort=balance&currency=EUR", NULL },
        { "/api/contacts", "sort=balance", "currency" },
        { "/api/contacts", "sort=-balance", "currency" },
        { "/api/contacts", "limit=1001", "limit" },
        { "/api/contacts", "contact_id=01234567-89ab-cdef-0123-456789abcdef", "contact_id" },
        { "/api/transactions", "contact_id=01234567-89ab-cdef-0123-456789abcdef&type=item&direction=lent",
          NULL },
        { "/api/transactions",
          "currency=JPY&status=partly_settled&overdue=true&from=2026-01-01&to=2026-02-01", NULL },
        { "/api/transactions", "due_before=2026-01-01&min_amount=1&max_amount=9007199254740991&search=x",
          NULL },
        { "/api/transactions", "sort=due_date&on=2026-01-01", NULL },
        { "/api/transactions", "sort=-due_date", "sort" },
        { "/api/transactions", "overdue=false", "overdue" },
        { "/api/transactions", "status=paid", "status" },
        { "/api/transactions", "min_amount=0", "min_amount" },
        { "/api/events", "after=0&limit=1000&epoch=01234567-89ab-cdef-0123-456789abcdef", NULL },
        { "/api/events", "after=-1", "after" },
        { "/api/events", "epoch=x", "epoch" },
        { "/api/sync", "a=1", "a" },
        { "/api/contacts/01234567-89ab-cdef-0123-456789abcdef", "at=2026-01-01T00:00:00Z", NULL },
        { "/api/contacts/01234567-89ab-cdef-0123-456789abcdef", "limit=1", "limit" },
        { "/api/health", "a=1", "a" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int status =
            serve(&(struct sent) { .method = "GET", .path = cases[i].path, .query = cases[i].query });
        CU_ASSERT_EQUAL(status, cases[i].field == NULL ? 503 : 400);
        if (cases[i].field != NULL) {
            char text[64];
            (void)snprintf(text, sizeof text, "\"field\":\"%s\"", cases[i].field);
            CU_ASSERT_TRUE(says("\"code\":\"invalid_parameter\""));
            CU_ASSERT_TRUE(says(text));
        }
    }
}

#define CONTACT "\"contact_id\":\"01234567-89ab-cdef-0123-456789abcdef\","

static void test_transactions(void) {
    static const struct {
        const char *body;
        const char *fault; /* NULL: accepted */
    } cases[] = {
        { "{" CONTACT "\"direction\":\"lent\",\"amount\":1200,\"currency\":\"EUR\"}", NULL },
        { "{" CONTACT "\"direction\":\"owed\",\"amount\":1,\"type\":\"item\",\"description\":\"drill\"}",
          NULL },
        { "{" CONTACT "\"direction\":\"lent\",\"amount\":1,\"currency\":\"EUR\",\"due_date\":null,"
          "\"transaction_date\":\"2026-01-02\",\"settles\":[],\"comment\":null}",
          NULL },
        { "{" CONTACT "\"direction\":\"lent\",\"amount\":1,\"currency\":\"EUR\",\"due_date\":\"2020-01-01\","
          "\"transaction_date\":\"2026-01-02\"}",
          NULL },
        { "{" CONTACT "\"direction\":\"lent\",\"amount\":1}",
          "\"field\":\"currency\",\"code\":\"required\"" },
        { "{" CONTACT "\"direction\":\"lent\",\"amount\":1,\"currency\":null}",
          "\"field\":\"currency\",\"code\":\"required\"" },
        { "{" CONTACT "\"direction\":\"lent\",\"amount\":1,\"type\":\"item\"}",
          "\"field\":\"description\",\"code\":\"required\"" },
        { "{" CONTACT "\"direction\":\"lent\",\"amount\":1,\"type\":\"item\",\"description\":\" \"}",
          "\"field\":\"description\",\"code\":\"blank\"" },
        { "{" CONTACT "\"direction\":\"lent\",\"amount\":1,\"type\":\"item\",\"description\":\"x\","
          "\"currency\":\"EUR\"}",
          "\"field\":\"currency\",\"code\":\"not_allowed\"" },
        { "{" CONTACT "\"direction\":\"lent\",\"amount\":0,\"currency\":\"EUR\"}",
          "\"field\":\"amount\",\"code\":\"range\"" },
        { "{" CONTACT "\"amount\":1,\"currency\":\"EUR\"}", "\"field\":\"direction\",\"code\":\"required\"" },
        { "{\"direction\":\"lent\",\"amount\":1,\"currency\":\"EUR\"}",
          "\"field\":\"contact_id\",\"code\":\"required\"" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int status =
            serve(&(struct sent) { .method = "POST", .path = "/api/transactions", .body = cases[i].body });
        CU_ASSERT_EQUAL(status, cases[i].fault == NULL ? 503 : 422);
        CU_ASSERT_TRUE(cases[i].fault == NULL || says(cases[i].fault));
    }
}

static void test_accounts(void) {
    static const struct {
        const char *path, *body;
        int status;
    } cases[] = {
        { "/api/auth/register", "{\"username\":\"ada\",\"password\":\"correct horse\"}", 503 },
        { "/api/auth/register", "{\"username\":\"ada\",\"password\":\"0123456789\",\"display_name\":\"A\"}",
          503 },
        { "/api/auth/register", "{\"username\":\"ada\",\"password\":\"012345678\"}", 422 },
        { "/api/auth/register", "{\"username\":\"a b\",\"password\":\"correct horse\"}", 422 },
        { "/api/auth/register", "{\"username\":\"ada\"}", 422 },
        { "/api/auth/login", "{\"username\":\"ada\",\"password\":\"x\"}", 503 },
        { "/api/auth/login", "{\"username\":\"ada\"}", 422 },
        { "/api/auth/refresh", "{\"refresh_token\":\"x\"}", 401 },
        { "/api/auth/refresh", "{}", 422 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CU_ASSERT_EQUAL(
            serve(&(struct sent) {
                .method = "POST", .path = cases[i].path, .body = cases[i].body, .anonymous = true }),
            cases[i].status);
        CU_ASSERT_FALSE(says("correct horse"));
    }
    CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "POST", .path = "/api/auth/logout", .type = "" }), 503);
    CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "POST", .path = "/api/auth/logout", .anonymous = true }),
                    401);
}

static void test_the_grant_is_nginx_s_only(void) {
    const struct sent outside = { .method = "GET", .path = "/internal/stream-grant" };
    CU_ASSERT_EQUAL(serve(&outside), 404);
    CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "POST", .path = "/internal/stream-grant" }), 404);
    CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "OPTIONS", .path = "/internal/stream-grant" }), 404);
    const struct sent inside = { .method = "GET",
                                 .path = "/internal/stream-grant",
                                 .header = "DEBT_INTERNAL=1",
                                 .query = "after=1&whatever" };
    CU_ASSERT_EQUAL(serve(&inside), 503);
    const struct sent stranger = {
        .method = "GET", .path = "/internal/stream-grant", .header = "DEBT_INTERNAL=1", .anonymous = true
    };
    CU_ASSERT_EQUAL(serve(&stranger), 401);
    CU_ASSERT_PTR_NOT_NULL(strstr(answer.lines.text, "X-Debt-Problem: unauthenticated\r\n"));
    CU_ASSERT_EQUAL(serve(&(struct sent) { .method = "GET", .path = "/api/sync", .anonymous = true }), 401);
    CU_ASSERT_PTR_NULL(strstr(answer.lines.text, "X-Debt-Problem"));
}

static void test_a_request_that_needs_too_much_memory(void) {
    struct arena small;
    CU_ASSERT_TRUE_FATAL(arena_init(&small, ARENA_BLOCK_BYTES));
    static char large[ARENA_BLOCK_BYTES + 1];
    memset(large, ' ', sizeof large - 1);
    const char *body = large;
    char length[64];
    (void)snprintf(length, sizeof length, "CONTENT_LENGTH=%zu", strlen(large));
    write_authorization(time(NULL));
    char method[] = "REQUEST_METHOD=POST";
    char path[] = "DOCUMENT_URI=/api/contacts";
    char type[] = "CONTENT_TYPE=application/json";
    char *parameters[] = { method, path, type, length, authorization, NULL };
    struct exchange exchange = { .worker = &worker, .arena = &small };
    settings.body_bytes_max = 2 * ARENA_BLOCK_BYTES;
    request_init(&exchange.request, parameters, read_text, &body);
    response_init(&exchange.response, &small);
    CU_ASSERT_TRUE(router_find(&exchange));
    CU_ASSERT_TRUE(router_serve(&exchange));
    CU_ASSERT_EQUAL(exchange.response.status, 413);
    CU_ASSERT_FALSE(exchange.response.failed);
    exchange_release(&exchange);
    settings.body_bytes_max = BODY_BYTES_MAX;
    arena_release(&small);
}

static void test_every_route_is_complete(void) {
    for (const struct route *const *table = route_tables; *table != NULL; table++) {
        for (const struct route *route = *table; route->method != NULL; route++) {
            CU_ASSERT_PTR_NOT_NULL(route->path);
            /* One that asks the database nothing has to answer by itself. */
            CU_ASSERT_TRUE(route->statement < STATEMENT_COUNT);
            CU_ASSERT_TRUE(route->statement != STATEMENT_NONE || route->handle != NULL);
            const bool reads = statements[route->statement].read_only;
            if (route->handle == NULL) {
                CU_ASSERT_EQUAL(reads, route->shape == SHAPE_READ || route->shape == SHAPE_READ_ITEM);
                CU_ASSERT_EQUAL(route->access, ACCESS_SESSION);
                CU_ASSERT_EQUAL(strcmp(route->method, "GET") == 0, reads);
            }
        }
    }
}

void router_suite(void) {
    static CU_TestInfo tests[] = {
        { "paths", test_paths },
        { "the id is taken from the path", test_the_id_is_taken_from_the_path },
        { "methods", test_methods },
        { "sessions", test_sessions },
        { "bodies", test_bodies },
        { "headers", test_headers },
        { "queries", test_queries },
        { "transactions", test_transactions },
        { "accounts", test_accounts },
        { "the grant is nginx s only", test_the_grant_is_nginx_s_only },
        { "a request that needs too much memory", test_a_request_that_needs_too_much_memory },
        { "every route is complete", test_every_route_is_complete },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suites[] = { { "router", init, release, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suites);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
