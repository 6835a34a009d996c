#include "site/settings.h"

#include "suites.h"

#include <assert.h>
#include <ctype.h>
#include <CUnit/CUnit.h>
#include <CUnit/TestDB.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ALL_PROGRAMS = PROGRAM_API | PROGRAM_RELAY | PROGRAM_STREAM | PROGRAM_CTL };

static char file[] = "/tmp/debt-settings-test.XXXXXX";
static char said[4096];

static void variable_of(const char *setting, char variable[64]) {
    (void)snprintf(variable, 64, "DEBT_%s", setting);
    for (char *c = variable; *c != '\0'; c++) {
        *c = (char)toupper((unsigned char)*c);
    }
}

static int init(void) {
    for (const struct setting *setting = settings_table; setting->name != NULL; setting++) {
        char variable[64];
        variable_of(setting->name, variable);
        (void)unsetenv(variable);
    }
    const int fd = mkstemp(file);
    return fd >= 0 && close(fd) == 0 ? 0 : -1;
}

static int clean(void) {
    return unlink(file);
}

static void write_file(const char *text, size_t length) {
    FILE *out = fopen(file, "we");
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    CU_ASSERT_EQUAL(fwrite(text, 1, length, out), length);
    CU_ASSERT_EQUAL(fclose(out), 0);
}

/* Calls settings_load with what it prints in `said`. */
static int load(struct settings *settings, int argc, char *const argv[]) {
    FILE *const was = stderr;
    memset(said, 0, sizeof said);
    stderr = fmemopen(said, sizeof said - 1, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(stderr);
    const int taken = settings_load(settings, PROGRAM_RELAY, argc, argv);
    (void)fclose(stderr);
    stderr = was;
    return taken;
}

static int load_file(struct settings *settings, const char *text) {
    char *argv[] = { "--config", file };
    write_file(text, strlen(text));
    return load(settings, 2, argv);
}

static void test_table(void) {
    char seen[sizeof(struct settings)] = "";
    struct settings settings;
    settings_init(&settings);
    for (const struct setting *setting = settings_table; setting->name != NULL; setting++) {
        const size_t width = setting->type == SETTING_INTEGER || setting->type == SETTING_CHOICE
                                 ? sizeof(long)
                                 : (size_t)SETTING_TEXT_BYTES;
        CU_ASSERT_EQUAL(strspn(setting->name, "abcdefghijklmnopqrstuvwxyz_"), strlen(setting->name));
        CU_ASSERT_TRUE(setting->programs != 0 && (setting->programs & ~(unsigned)ALL_PROGRAMS) == 0);
        CU_ASSERT_EQUAL(setting->choices != NULL, setting->type == SETTING_CHOICE);
        CU_ASSERT_EQUAL(setting->min < setting->max, setting->type == SETTING_INTEGER);
        CU_ASSERT_EQUAL(setting->text[strlen(setting->text) - 1], '.');
        for (size_t i = 0; i < width; i++) {
            CU_ASSERT_EQUAL(seen[setting->offset + i]++, 0); /* no two settings share a member */
        }
    }
    CU_ASSERT_PTR_NULL(memchr(seen, 0, sizeof seen)); /* every member has its setting */
}

static void test_defaults(void) {
    struct settings settings;
    settings_init(&settings);
    CU_ASSERT_STRING_EQUAL(settings.public_origin, "http://localhost:8080");
    CU_ASSERT_EQUAL(settings.registration, REGISTRATION_FIRST);
    CU_ASSERT_STRING_EQUAL(settings.relay_socket, "/run/debt-tracker/relay.sock");
    CU_ASSERT_STRING_EQUAL(settings.token_key_file, DEBT_LOCALSTATEDIR "/lib/debt-tracker/token.key");
    CU_ASSERT_EQUAL(settings.access_token_seconds, 900);
    CU_ASSERT_EQUAL(settings.request_memory_bytes_max, 16777216);
    CU_ASSERT_EQUAL(settings.requests_together_max, 16);
    CU_ASSERT_EQUAL(settings.streams_max, 5000);
}

static void test_bounds(void) {
    for (const struct setting *setting = settings_table; setting->name != NULL; setting++) {
        const long cases[] = { setting->min, setting->max, setting->min - 1, setting->max + 1 };
        for (size_t i = 0; setting->type == SETTING_INTEGER && i < 4; i++) {
            struct settings settings;
            char text[32];
            char why[128] = "";
            settings_init(&settings);
            (void)snprintf(text, sizeof text, "%ld", cases[i]);
            CU_ASSERT_EQUAL(settings_set(&settings, setting->name, text, why, sizeof why), i < 2);
            CU_ASSERT_EQUAL(why[0] == '\0', i < 2);
            if (i < 2) {
                CU_ASSERT_EQUAL(*(const long *)(const void *)((char *)&settings + setting->offset), cases[i]);
            }
        }
    }
}

static void test_values(void) {
    static const char long_socket[] =
        "/1234567890123456789012345678901234567890123456789012345678901234567890123456"
        "7890123456789012345678901234567";
    static const struct {
        const char *name, *value;
        bool good;
    } cases[] = {
        { "heartbeat_seconds", "20", true },
        { "heartbeat-seconds", "1", true },
        { "heartbeat_seconds", "007", true },
        { "heartbeat_seconds", "", false },
        { "heartbeat_seconds", "+5", false },
        { "heartbeat_seconds", "-5", false },
        { "heartbeat_seconds", " 5", false },
        { "heartbeat_seconds", "5s", false },
        { "heartbeat_seconds", "5.0", false },
        { "heartbeat_seconds", "0x5", false },
        { "heartbeat_seconds", "18446744073709551617", false },
        { "heartbeat_seconds", "4294967297", false },
        { "heartbeat", "5", false },
        { "heartbeat_secondss", "5", false },
        { "HEARTBEAT_SECONDS", "5", false },
        { "", "5", false },
        { "registration", "open", true },
        { "registration", "closed", true },
        { "registration", "Open", false },
        { "registration", "first,open", false },
        { "registration", "close", false },
        { "registration", "", false },
        { "token_key_file", "/k", true },
        { "token_key_file", "k", false },
        { "token_key_file", "", false },
        { "relay_socket", "/run/r.sock", true },
        { "relay_socket", long_socket + 1, false },
        { "relay_socket", long_socket, false },
        { "token_key_file", long_socket, true },
        { "cors_origins", "none", true },
        { "cors_origins", "https://app.example", true },
        { "cors_origins", " HTTPS://app.example:443, http://localhost:3000 ", true },
        { "cors_origins", "*", false },
        { "cors_origins", "null", false },
        { "cors_origins", "", false },
        { "cors_origins", "https://app.example https://app.example/path", false },
        { "public_origin", "https://debts.example", true },
        { "public_origin", "http://[::1]:8080", true },
        { "public_origin", "https://debts.example/", false },
        { "public_origin", "https://debts.example/app", false },
        { "public_origin", "https://debts.example?x", false },
        { "public_origin", "https://me@debts.example", false },
        { "public_origin", "https://debts example", false },
        { "public_origin", "https://debts.example:", false },
        { "public_origin", "https://debts.example:0", false },
        { "public_origin", "https://debts.example:65536", false },
        { "public_origin", "https://debts.example:80a", false },
        { "public_origin", "https://", false },
        { "public_origin", "https://[]", false },
        { "public_origin", "https://[::1", false },
        { "public_origin", "https://[::1]x", false },
        { "public_origin", "ftp://debts.example", false },
        { "public_origin", "debts.example", false },
        { "public_origin", "", false },
    };
    CU_ASSERT_EQUAL(strlen(long_socket), 108);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct settings settings;
        char why[128] = "";
        settings_init(&settings);
        const bool good = settings_set(&settings, cases[i].name, cases[i].value, why, sizeof why);
        if (good != cases[i].good) {
            (void)printf("# %s = %s: %s\n", cases[i].name, cases[i].value, why);
        }
        CU_ASSERT_EQUAL(good, cases[i].good);
        CU_ASSERT_EQUAL(why[0] == '\0', cases[i].good);
    }
}

static void test_text_length(void) {
    char path[SETTING_TEXT_BYTES + 1];
    char origin[SETTING_TEXT_BYTES + 1];
    char why[128];
    struct settings settings;
    settings_init(&settings);
    memset(path, 'x', sizeof path);
    path[0] = '/';
    path[SETTING_TEXT_BYTES] = '\0';
    memcpy(origin, path, sizeof origin);
    memcpy(origin, "http://", 7);
    CU_ASSERT_FALSE(settings_set(&settings, "token_key_file", path, why, sizeof why));
    CU_ASSERT_FALSE(settings_set(&settings, "public_origin", origin, why, sizeof why));
    path[SETTING_TEXT_BYTES - 1] = '\0';
    origin[SETTING_TEXT_BYTES - 1] = '\0';
    CU_ASSERT_TRUE(settings_set(&settings, "token_key_file", path, why, sizeof why));
    CU_ASSERT_TRUE(settings_set(&settings, "public_origin", origin, why, sizeof why));
    CU_ASSERT_STRING_EQUAL(settings.token_key_file, path);
    CU_ASSERT_STRING_EQUAL(settings.public_origin, origin);
}

static void test_origin_is_normalised(void) {
    static const struct {
        const char *value, *stored;
    } cases[] = {
        { "HTTPS://Debts.Example", "https://debts.example" },
        { "https://debts.example:443", "https://debts.example" },
        { "http://debts.example:80", "http://debts.example" },
        { "http://debts.example:443", "http://debts.example:443" },
        { "http://debts.example:08080", "http://debts.example:8080" },
        { "http://[2001:DB8::1]:80", "http://[2001:db8::1]" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct settings settings;
        char why[128];
        settings_init(&settings);
        CU_ASSERT_TRUE(settings_set(&settings, "public_origin", cases[i].value, why, sizeof why));
        CU_ASSERT_STRING_EQUAL(settings.public_origin, cases[i].stored);
    }
}

static void test_file(void) {
    struct settings settings;
    CU_ASSERT_EQUAL(load_file(&settings, "# a comment\n"
                                         "\n"
                                         "   heartbeat_seconds=3\n"
                                         "sweep_ms = 200 # every so often\r\n"
                                         "\t# another\n"
                                         "token_key_file = /a b/c#d\n"
                                         "streams-max = 7\n"
                                         "streams_max = 8"),
                    2);
    CU_ASSERT_STRING_EQUAL(said, "");
    CU_ASSERT_EQUAL(settings.heartbeat_seconds, 3);
    CU_ASSERT_EQUAL(settings.sweep_ms, 200);
    CU_ASSERT_STRING_EQUAL(settings.token_key_file, "/a b/c#d");
    CU_ASSERT_EQUAL(settings.streams_max, 8);
    CU_ASSERT_EQUAL(settings.slow_consumer_seconds, 15);
}

static void test_bad_files(void) {
    static const struct {
        const char *text, *place, *complaint;
    } cases[] = {
        { "\nheartbeat_seconds = 26\n", ", line 2: ", "heartbeat_seconds = 26: must be 1 to 25 s" },
        { "hartbeat = 5\n", ", line 1: ", "hartbeat = 5: there is no such setting" },
        { "heartbeat_seconds\n", ", line 1: ", "a line must be `name = value`" },
        { "heartbeat_seconds =\n", ", line 1: ", "must be 1 to 25 s" },
        { "= 5\n", ", line 1: ", "no such setting" },
        { "registration = maybe", ", line 1: ", "must be first, open or closed" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct settings settings;
        CU_ASSERT_EQUAL(load_file(&settings, cases[i].text), -1);
        CU_ASSERT_EQUAL(strncmp(said, "debt-relay: ", 12), 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, file));
        CU_ASSERT_PTR_NOT_NULL(strstr(said, cases[i].place));
        CU_ASSERT_PTR_NOT_NULL(strstr(said, cases[i].complaint));
    }
    struct settings settings;
    char *argv[] = { "--config", file };
    write_file("sweep_ms = 2\0"
               "00\n",
               16);
    CU_ASSERT_EQUAL(load(&settings, 2, argv), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "NUL"));
}

static void test_missing_file(void) {
    struct settings settings;
    char *missing[] = { "--config=/nonexistent/debt.conf" };
    char *folder[] = { "--config=/tmp" };
    CU_ASSERT_EQUAL(load(&settings, 1, missing), -1);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(said, "/nonexistent/debt.conf cannot be opened: No such file or directory"));
    CU_ASSERT_EQUAL(load(&settings, 1, folder), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "/tmp cannot be read: Is a directory"));
}

static void test_order_of_sources(void) {
    struct settings settings;
    char *argv[] = { "--sweep-ms=400", "--config", file, "--streams_max=9" };
    static const char text[] = "heartbeat_seconds = 2\nsweep_ms = 200\nreplay_page_events = 2\n";
    write_file(text, strlen(text));
    (void)setenv("DEBT_SWEEP_MS", "300", 1);
    (void)setenv("DEBT_REPLAY_PAGE_EVENTS", "3", 1);
    (void)setenv("DEBT_STATE", "not a setting", 1);
    CU_ASSERT_EQUAL(load(&settings, 4, argv), 4);
    CU_ASSERT_EQUAL(settings.heartbeat_seconds, 2);  /* the file alone */
    CU_ASSERT_EQUAL(settings.replay_page_events, 3); /* the environment wins over the file */
    CU_ASSERT_EQUAL(settings.sweep_ms, 400);         /* the command line wins over both */
    CU_ASSERT_EQUAL(settings.streams_max, 9);
    CU_ASSERT_EQUAL(settings.slow_consumer_seconds, 15); /* the default */
    (void)setenv("DEBT_SWEEP_MS", "soon", 1);
    CU_ASSERT_EQUAL(load(&settings, 4, argv), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "environment: DEBT_SWEEP_MS = soon: must be 100 to 2000 ms"));
    (void)unsetenv("DEBT_SWEEP_MS");
    (void)unsetenv("DEBT_REPLAY_PAGE_EVENTS");
    (void)unsetenv("DEBT_STATE");
}

static void test_arguments(void) {
    char config[64];
    (void)snprintf(config, sizeof config, "--config=%s", file);
    const struct {
        char *argv[3];
        int taken;
        const char *complaint;
    } cases[] = {
        { { config, NULL }, 1, "" },
        { { config, "--help", NULL }, 1, "" },
        { { config, "migrate", "--sweep-ms=1" }, 1, "" },
        { { config, "--", "--sweep-ms=1" }, 1, "" },
        { { config, "-h", NULL }, 1, "" },
        { { config, "--sweep-ms=1", NULL }, -1, "command line: sweep-ms = 1: must be 100 to 2000 ms" },
        { { config, "--swep-ms=100", NULL }, -1, "command line: swep-ms = 100: there is no such setting" },
        { { config, "--=5", NULL }, -1, "there is no such setting" },
        { { config, "--sweep-ms", "100" }, -1, "--sweep-ms: write it as --sweep-ms=VALUE" },
        { { config, "--config", NULL }, -1, "--config: which file?" },
    };
    write_file("", 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct settings settings;
        int argc = 0;
        while (argc < 3 && cases[i].argv[argc] != NULL) {
            argc++;
        }
        CU_ASSERT_EQUAL(load(&settings, argc, cases[i].argv), cases[i].taken);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, cases[i].complaint));
        CU_ASSERT_EQUAL(said[0] == '\0', cases[i].taken >= 0);
    }
}

/* What `print` writes, in a string to be freed. */
static char *printed(enum program program) {
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    if (program == 0) {
        settings_sample(out);
    } else {
        settings_help(out, program);
    }
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    return text;
}

static void test_sample(void) {
    struct settings settings;
    struct settings defaults;
    char *sample = printed(0);
    settings_init(&defaults);
    memset(&settings, 1, sizeof settings);
    CU_ASSERT_EQUAL(load_file(&settings, sample), 2);
    CU_ASSERT_EQUAL(memcmp(&settings, &defaults, sizeof settings), 0);

    /* Every line that shows a setting can be made to count by taking its # away. */
    unsigned count = 0;
    for (char *line = strchr(sample, '#'); line != NULL; line = strstr(line + 1, "\n#")) {
        char *mark = line[0] == '\n' ? line + 1 : line;
        if (mark[1] != ' ') {
            *mark = ' ';
            count++;
        }
    }
    CU_ASSERT_EQUAL(load_file(&settings, sample), 2);
    CU_ASSERT_EQUAL(memcmp(&settings, &defaults, sizeof settings), 0);
    for (const struct setting *setting = settings_table; setting->name != NULL; setting++) {
        count--;
    }
    CU_ASSERT_EQUAL(count, 0);
    free(sample);
}

static void test_help(void) {
    static const enum program programs[] = { PROGRAM_API, PROGRAM_RELAY, PROGRAM_STREAM, PROGRAM_CTL };
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        char *help = printed(programs[i]);
        for (const struct setting *setting = settings_table; setting->name != NULL; setting++) {
            char heading[64];
            (void)snprintf(heading, sizeof heading, "\n  --%s=", setting->name);
            CU_ASSERT_EQUAL(strstr(help, heading) != NULL, (setting->programs & programs[i]) != 0);
        }
        free(help);
    }
}

void settings_suite(void) {
    static CU_TestInfo tests[] = {
        { "each setting has a member of its own, each member a setting", test_table },
        { "defaults", test_defaults },
        { "integers at and beyond their bounds", test_bounds },
        { "values that fit and values that do not", test_values },
        { "the longest texts", test_text_length },
        { "an origin is stored as browsers write it", test_origin_is_normalised },
        { "the file: blanks, comments, repetitions", test_file },
        { "a bad file: which one, which line, what is allowed", test_bad_files },
        { "a file that was named must be there", test_missing_file },
        { "default, file, environment, command line: the later wins", test_order_of_sources },
        { "arguments: which are taken, which refused", test_arguments },
        { "the sample file says what holds without it", test_sample },
        { "--help shows the settings of the program, and no other", test_help },
        CU_TEST_INFO_NULL,
    };
    static CU_SuiteInfo suite[] = { { "settings", init, clean, NULL, NULL, tests }, CU_SUITE_INFO_NULL };
    const CU_ErrorCode registered = CU_register_suites(suite);
    assert(registered == CUE_SUCCESS);
    (void)registered;
}
