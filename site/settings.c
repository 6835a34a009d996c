#include "settings.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#define DEFAULT_FILE DEBT_SYSCONFDIR "/debt-tracker/debt-tracker.conf"

enum { WHY_BYTES = 256, NAME_BYTES = 64 };

static const char blanks[] = " \t\r\n\v\f";

const struct setting settings_table[] = {
    {
        .name = "public_origin",
        .type = SETTING_ORIGIN,
        .unit = "",
        .value = "http://localhost:8080",
        .programs = PROGRAM_API | PROGRAM_CTL,
        .offset = offsetof(struct settings, public_origin),
        .text = "The origin at which browsers see the site; access tokens are issued by it and for it.",
    },
    {
        .name = "cors_origins",
        .type = SETTING_ORIGINS,
        .unit = "",
        .value = "none",
        .programs = PROGRAM_API,
        .offset = offsetof(struct settings, cors_origins),
        .text = "Other origins whose pages may use the API, with an access token and never with cookies.",
    },
    {
        .name = "registration",
        .type = SETTING_CHOICE,
        .unit = "",
        .value = "first",
        .choices = "first,open,closed",
        .programs = PROGRAM_API,
        .offset = offsetof(struct settings, registration),
        .text = "Who may register: the first account only, everybody, or nobody.",
    },
    {
        .name = "token_key_file",
        .type = SETTING_PATH,
        .unit = "",
        .value = DEBT_LOCALSTATEDIR "/lib/debt-tracker/token.key",
        .programs = PROGRAM_API | PROGRAM_CTL,
        .offset = offsetof(struct settings, token_key_file),
        .text = "The key of access and refresh tokens; made, with mode 0600, if there is none.",
    },
    {
        .name = "grant_key_file",
        .type = SETTING_PATH,
        .unit = "",
        .value = DEBT_LOCALSTATEDIR "/lib/debt-tracker/grant.key",
        .programs = PROGRAM_API | PROGRAM_RELAY,
        .offset = offsetof(struct settings, grant_key_file),
        .text = "The key of stream grants; made, with mode 0640, if there is none.",
    },
    {
        .name = "relay_socket",
        .type = SETTING_SOCKET,
        .unit = "",
        .value = "/run/debt-tracker/relay.sock",
        .programs = PROGRAM_RELAY | PROGRAM_STREAM,
        .offset = offsetof(struct settings, relay_socket),
        .text = "The Unix socket on which the relay serves streams.",
    },
    {
        .name = "access_token_seconds",
        .type = SETTING_INTEGER,
        .unit = "s",
        .min = 60,
        .max = 3600,
        .value = "900",
        .programs = PROGRAM_API | PROGRAM_CTL,
        .offset = offsetof(struct settings, access_token_seconds),
        .text = "How long an access token is valid.",
    },
    {
        .name = "refresh_token_days",
        .type = SETTING_INTEGER,
        .unit = "d",
        .min = 1,
        .max = 365,
        .value = "60",
        .programs = PROGRAM_API | PROGRAM_CTL,
        .offset = offsetof(struct settings, refresh_token_days),
        .text = "How long a refresh token is valid; each use gives a new one.",
    },
    {
        .name = "session_days",
        .type = SETTING_INTEGER,
        .unit = "d",
        .min = 1,
        .max = 3650,
        .value = "365",
        .programs = PROGRAM_API,
        .offset = offsetof(struct settings, session_days),
        .text = "How long after signing in a session may be refreshed at all.",
    },
    {
        .name = "passkey_challenge_seconds",
        .type = SETTING_INTEGER,
        .unit = "s",
        .min = 30,
        .max = 600,
        .value = "300",
        .programs = PROGRAM_API,
        .offset = offsetof(struct settings, passkey_challenge_seconds),
        .text = "How long a passkey may take to answer a challenge.",
    },
    {
        .name = "password_memory_kib",
        .type = SETTING_INTEGER,
        .unit = "KiB",
        .min = 8192,
        .max = 1048576,
        .value = "47104",
        .programs = PROGRAM_API | PROGRAM_CTL,
        .offset = offsetof(struct settings, password_memory_kib),
        .text = "The memory that hashing a password (Argon2id) takes.",
    },
    {
        .name = "password_passes",
        .type = SETTING_INTEGER,
        .unit = "",
        .min = 1,
        .max = 10,
        .value = "1",
        .programs = PROGRAM_API | PROGRAM_CTL,
        .offset = offsetof(struct settings, password_passes),
        .text = "How often hashing a password (Argon2id) passes over that memory.",
    },
    {
        .name = "hashing_percent",
        .type = SETTING_INTEGER,
        .unit = "%",
        .min = 1,
        .max = 100,
        .value = "50",
        .programs = PROGRAM_API,
        .offset = offsetof(struct settings, hashing_percent),
        .text =
            "How much of its time a worker may hash passwords for strangers; devices and networks that the "
            "account knows have as much for themselves.",
    },
    {
        .name = "body_bytes_max",
        .type = SETTING_INTEGER,
        .unit = "B",
        .min = 1024,
        .max = 1048576,
        .value = "262144",
        .programs = PROGRAM_API,
        .offset = offsetof(struct settings, body_bytes_max),
        .text = "The largest request body.",
    },
    {
        .name = "request_memory_bytes_max",
        .type = SETTING_INTEGER,
        .unit = "B",
        .min = 1048576,
        .max = 67108864,
        .value = "16777216",
        .programs = PROGRAM_API,
        .offset = offsetof(struct settings, request_memory_bytes_max),
        .text = "The most memory that one request may take for itself.",
    },
    {
        .name = "requests_together_max",
        .type = SETTING_INTEGER,
        .unit = "",
        .min = 1,
        .max = 32,
        .value = "16",
        .programs = PROGRAM_API,
        .offset = offsetof(struct settings, requests_together_max),
        .text = "How many requests that have arrived together share a transaction.",
    },
    {
        .name = "statement_timeout_ms",
        .type = SETTING_INTEGER,
        .unit = "ms",
        .min = 100,
        .max = 60000,
        .value = "5000",
        .programs = PROGRAM_API,
        .offset = offsetof(struct settings, statement_timeout_ms),
        .text = "How long a statement may take in the database before it is given up (503).",
    },
    {
        .name = "database_timeout_ms",
        .type = SETTING_INTEGER,
        .unit = "ms",
        .min = 100,
        .max = 10000,
        .value = "1500",
        .programs = PROGRAM_API | PROGRAM_RELAY,
        .offset = offsetof(struct settings, database_timeout_ms),
        .text = "How long connecting to the database may take before it counts as unavailable.",
    },
    {
        .name = "grant_seconds",
        .type = SETTING_INTEGER,
        .unit = "s",
        .min = 5,
        .max = 120,
        .value = "30",
        .programs = PROGRAM_API,
        .offset = offsetof(struct settings, grant_seconds),
        .text = "How long after its WebSocket handshake a stream may still present its grant to the relay.",
    },
    {
        .name = "heartbeat_seconds",
        .type = SETTING_INTEGER,
        .unit = "s",
        .min = 1,
        .max = 25,
        .value = "20",
        .programs = PROGRAM_RELAY,
        .offset = offsetof(struct settings, heartbeat_seconds),
        .text = "How often a stream carries a heartbeat.",
    },
    {
        .name = "sweep_ms",
        .type = SETTING_INTEGER,
        .unit = "ms",
        .min = 100,
        .max = 2000,
        .value = "1000",
        .programs = PROGRAM_RELAY,
        .offset = offsetof(struct settings, sweep_ms),
        .text = "How often the relay looks for events whose doorbell was lost and for sessions that ended.",
    },
    {
        .name = "replay_page_events",
        .type = SETTING_INTEGER,
        .unit = "",
        .min = 1,
        .max = 1000,
        .value = "200",
        .programs = PROGRAM_RELAY,
        .offset = offsetof(struct settings, replay_page_events),
        .text = "How many events the relay reads at a time for one position in a log.",
    },
    {
        .name = "stream_buffer_bytes",
        .type = SETTING_INTEGER,
        .unit = "B",
        .min = 16384,
        .max = 16777216,
        .value = "262144",
        .programs = PROGRAM_RELAY,
        .offset = offsetof(struct settings, stream_buffer_bytes),
        .text = "How much may wait in the relay for one stream before no more is read for it.",
    },
    {
        .name = "slow_consumer_seconds",
        .type = SETTING_INTEGER,
        .unit = "s",
        .min = 1,
        .max = 300,
        .value = "15",
        .programs = PROGRAM_RELAY,
        .offset = offsetof(struct settings, slow_consumer_seconds),
        .text = "How long a stream may take nothing of what waits for it before it is closed.",
    },
    {
        .name = "streams_max",
        .type = SETTING_INTEGER,
        .unit = "",
        .min = 1,
        .max = 100000,
        .value = "5000",
        .programs = PROGRAM_RELAY,
        .offset = offsetof(struct settings, streams_max),
        .text = "How many streams the relay serves at once.",
    },
    { .name = NULL },
};

static const struct {
    enum program program;
    const char *name;
} programs[] = {
    { PROGRAM_API, "debt-api" },
    { PROGRAM_RELAY, "debt-relay" },
    { PROGRAM_STREAM, "debt-stream" },
    { PROGRAM_CTL, "debtctl" },
};

static const char *program_name(enum program program) {
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        if (programs[i].program == program) {
            return programs[i].name;
        }
    }
    return "debt-tracker";
}

/* `name` may be written with - for _, as on a command line. */
static bool names_equal(const char *setting, const char *name, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (setting[i] != name[i] && !(setting[i] == '_' && name[i] == '-')) {
            return false;
        }
    }
    return setting[length] == '\0';
}

static const struct setting *find(const char *name, size_t length) {
    for (const struct setting *setting = settings_table; setting->name != NULL; setting++) {
        if (names_equal(setting->name, name, length)) {
            return setting;
        }
    }
    return NULL;
}

/* The commas of `choices` as a reader wants them: `first, open or closed`. */
static void choices_write(const char *choices, char *out, size_t room) {
    const char *last = strrchr(choices, ',');
    size_t n = 0;
    for (const char *c = choices; *c != '\0' && n < room; c++) {
        const char one[] = { *c, '\0' };
        const char *part = *c != ',' ? one : c == last ? " or " : ", ";
        n += (size_t)snprintf(out + n, room - n, "%s", part);
    }
}

void settings_bounds(const struct setting *setting, char bounds[SETTING_BOUNDS_BYTES]) {
    switch (setting->type) {
    case SETTING_INTEGER:
        (void)snprintf(bounds, SETTING_BOUNDS_BYTES, "%ld to %ld%s%s", setting->min, setting->max,
                       setting->unit[0] == '\0' ? "" : " ", setting->unit);
        break;
    case SETTING_PATH:
        (void)snprintf(bounds, SETTING_BOUNDS_BYTES, "an absolute path");
        break;
    case SETTING_SOCKET:
        (void)snprintf(bounds, SETTING_BOUNDS_BYTES, "an absolute path of at most %zu bytes",
                       sizeof((struct sockaddr_un *)0)->sun_path - 1);
        break;
    case SETTING_ORIGIN:
        (void)snprintf(bounds, SETTING_BOUNDS_BYTES,
                       "http://HOST[:PORT] or https://HOST[:PORT], without a path");
        break;
    case SETTING_ORIGINS:
        (void)snprintf(bounds, SETTING_BOUNDS_BYTES, "none, or such origins, separated by blanks");
        break;
    case SETTING_CHOICE:
        choices_write(setting->choices, bounds, SETTING_BOUNDS_BYTES);
        break;
    }
}

/* Decimal digits only, and of them at most as many as fit: strtol alone would take blanks and signs too. */
static bool integer_read(const char *text, long *number) {
    const size_t length = strspn(text, "0123456789");
    if (length == 0 || length > 10 || text[length] != '\0') {
        return false;
    }
    *number = strtol(text, NULL, 10);
    return true;
}

static bool integer_set(const struct setting *setting, long *member, const char *value) {
    long number = 0;
    if (!integer_read(value, &number) || number < setting->min || number > setting->max) {
        return false;
    }
    *member = number;
    return true;
}

static bool choice_set(const struct setting *setting, long *member, const char *value) {
    const size_t length = strlen(value);
    const char *choice = setting->choices;
    for (long n = 0; choice != NULL; n++) {
        const size_t choice_length = strcspn(choice, ",");
        if (length == choice_length && memcmp(choice, value, length) == 0) {
            *member = n;
            return true;
        }
        choice = choice[choice_length] == '\0' ? NULL : choice + choice_length + 1;
    }
    return false;
}

static bool path_set(char *member, const char *value, size_t length_max) {
    const size_t length = strlen(value);
    if (value[0] != '/' || length > length_max) {
        return false;
    }
    memcpy(member, value, length + 1);
    return true;
}

/* How long the host at the beginning of `text` (lower-case) is: a name, an IPv4 address, or an IPv6 address
 * in brackets; 0 if there is none. */
static size_t host_length(const char *text) {
    if (text[0] != '[') {
        return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789.-");
    }
    const size_t length = strspn(text + 1, "0123456789abcdef:.");
    return length > 0 && text[1 + length] == ']' ? length + 2 : 0;
}

/* Reads `text` (lower-case) behind the scheme and its :// and writes the origin without a default port. */
static bool authority_set(char *member, const char *text, size_t scheme_length, long default_port) {
    const size_t host = host_length(text + scheme_length);
    const char *rest = text + scheme_length + host;
    long port = default_port;
    if (host == 0 || (rest[0] == ':' && !integer_read(rest + 1, &port)) ||
        (rest[0] != ':' && rest[0] != '\0') || port < 1 || port > 65535) {
        return false;
    }
    const int end = (int)(scheme_length + host);
    if (port == default_port) {
        (void)snprintf(member, SETTING_TEXT_BYTES, "%.*s", end, text);
    } else {
        (void)snprintf(member, SETTING_TEXT_BYTES, "%.*s:%ld", end, text, port);
    }
    return true;
}

static bool origin_set(char *member, const char *value) {
    static const char http[] = "http://";
    static const char https[] = "https://";
    char text[SETTING_TEXT_BYTES] = "";
    const size_t length = strlen(value);
    if (length >= sizeof text) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        text[i] = (char)tolower((unsigned char)value[i]);
    }
    if (strncmp(text, http, strlen(http)) == 0) {
        return authority_set(member, text, strlen(http), 80);
    }
    return strncmp(text, https, strlen(https)) == 0 && authority_set(member, text, strlen(https), 443);
}

static bool origins_set(char *member, const char *value) {
    static const char separators[] = " ,";
    char origins[SETTING_TEXT_BYTES] = "";
    size_t used = 0;
    if (strcmp(value, "none") == 0) {
        member[0] = '\0';
        return true;
    }
    for (const char *from = value + strspn(value, separators); *from != '\0';
         from += strspn(from, separators)) {
        const size_t length = strcspn(from, separators);
        char one[SETTING_TEXT_BYTES] = "";
        char origin[SETTING_TEXT_BYTES] = "";
        if (length >= sizeof one) {
            return false;
        }
        memcpy(one, from, length);
        if (!origin_set(origin, one) || used + strlen(origin) + 2 > sizeof origins) {
            return false;
        }
        used += (size_t)snprintf(origins + used, sizeof origins - used, "%s%s", used > 0 ? " " : "", origin);
        from += length;
    }
    memcpy(member, origins, sizeof origins);
    return used > 0;
}

static bool value_set(struct settings *settings, const struct setting *setting, const char *value) {
    char *member = (char *)settings + setting->offset;
    switch (setting->type) {
    case SETTING_INTEGER:
        return integer_set(setting, (long *)(void *)member, value);
    case SETTING_CHOICE:
        return choice_set(setting, (long *)(void *)member, value);
    case SETTING_PATH:
        return path_set(member, value, SETTING_TEXT_BYTES - 1);
    case SETTING_SOCKET:
        return path_set(member, value, sizeof((struct sockaddr_un *)0)->sun_path - 1);
    case SETTING_ORIGIN:
        return origin_set(member, value);
    case SETTING_ORIGINS:
        return origins_set(member, value);
    }
    return false;
}

bool settings_set(struct settings *settings, const char *name, const char *value, char *why,
                  size_t why_bytes) {
    const struct setting *setting = find(name, strlen(name));
    if (setting == NULL) {
        (void)snprintf(why, why_bytes, "there is no such setting");
        return false;
    }
    if (!value_set(settings, setting, value)) {
        char bounds[SETTING_BOUNDS_BYTES];
        settings_bounds(setting, bounds);
        (void)snprintf(why, why_bytes, "must be %s", bounds);
        return false;
    }
    return true;
}

void settings_init(struct settings *settings) {
    *settings = (struct settings) { .registration = REGISTRATION_FIRST };
    for (const struct setting *setting = settings_table; setting->name != NULL; setting++) {
        if (!value_set(settings, setting, setting->value)) {
            abort(); /* the table contradicts itself, or the build's folders are too long */
        }
    }
}

/* The load of one program: where the values go, and where the one at hand comes from. */
struct load {
    struct settings *settings;
    const char *program;
};

__attribute__((format(printf, 2, 3))) static bool refuse(const struct load *load, const char *format, ...) {
    (void)fprintf(stderr, "%s: ", load->program);
    va_list arguments;
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
    return false;
}

/* `source` is what the reader should look at: the file and its line, the environment, the command line. */
static bool take(const struct load *load, const char *source, const char *name, const char *value) {
    char why[WHY_BYTES];
    if (!settings_set(load->settings, name, value, why, sizeof why)) {
        return refuse(load, "%s: %s = %s: %s", source, name, value, why);
    }
    return true;
}

static char *trim(char *text) {
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length > 0 && strchr(blanks, text[length - 1]) != NULL) {
        length--;
    }
    text[length] = '\0';
    return text;
}

/* A # at the beginning, or after a blank: a path may hold one. */
static void cut_comment(char *line) {
    for (char *c = line; *c != '\0'; c++) {
        if (*c == '#' && (c == line || strchr(blanks, c[-1]) != NULL)) {
            *c = '\0';
            return;
        }
    }
}

static bool take_line(const struct load *load, const char *path, unsigned number, char *line, size_t length) {
    char source[PATH_MAX + 32];
    (void)snprintf(source, sizeof source, "%s, line %u", path, number);
    if (strlen(line) != length) {
        return refuse(load, "%s: there is a NUL byte in it", source);
    }
    cut_comment(line);
    line = trim(line);
    if (line[0] == '\0') {
        return true;
    }
    char *equals = strchr(line, '=');
    if (equals == NULL) {
        return refuse(load, "%s: a line must be `name = value`, or a comment that begins with #", source);
    }
    *equals = '\0';
    return take(load, source, trim(line), trim(equals + 1));
}

static bool take_file(const struct load *load, const char *path, bool may_be_missing) {
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return (may_be_missing && errno == ENOENT) ||
               refuse(load, "the settings file %s cannot be opened: %s", path, strerror(errno));
    }
    char *line = NULL;
    size_t room = 0;
    bool good = true;
    unsigned number = 0;
    for (ssize_t length = 0; good && (length = getline(&line, &room, file)) >= 0;) {
        good = take_line(load, path, ++number, line, (size_t)length);
    }
    if (good && ferror(file)) {
        good = refuse(load, "the settings file %s cannot be read: %s", path, strerror(errno));
    }
    free(line);
    (void)fclose(file);
    return good;
}

static bool take_environment(const struct load *load) {
    for (const struct setting *setting = settings_table; setting->name != NULL; setting++) {
        char variable[NAME_BYTES];
        (void)snprintf(variable, sizeof variable, "DEBT_%s", setting->name);
        for (char *c = variable; *c != '\0'; c++) {
            *c = (char)toupper((unsigned char)*c);
        }
        const char *value = getenv(variable);
        char why[WHY_BYTES];
        if (value != NULL && !settings_set(load->settings, setting->name, value, why, sizeof why)) {
            return refuse(load, "environment: %s = %s: %s", variable, value, why);
        }
    }
    return true;
}

/* What an argument of the command line is. */
enum argument { ARGUMENT_OTHER, ARGUMENT_SETTING, ARGUMENT_CONFIG, ARGUMENT_CONFIG_AND_NEXT };

static enum argument classify(const char *argument) {
    if (strncmp(argument, "--", 2) != 0 || argument[2] == '\0') {
        return ARGUMENT_OTHER;
    }
    const char *name = argument + 2;
    const size_t length = strcspn(name, "=");
    if (names_equal("config", name, length)) {
        return name[length] == '=' ? ARGUMENT_CONFIG : ARGUMENT_CONFIG_AND_NEXT;
    }
    return name[length] == '=' || find(name, length) != NULL ? ARGUMENT_SETTING : ARGUMENT_OTHER;
}

/* Finds the last --config, and how many arguments are options; -1 if a --config lacks its file. */
static int find_config(const struct load *load, int argc, char *const argv[], const char **config) {
    int i = 0;
    for (; i < argc; i++) {
        const enum argument argument = classify(argv[i]);
        if (argument == ARGUMENT_OTHER) {
            break;
        }
        if (argument == ARGUMENT_CONFIG) {
            *config = strchr(argv[i], '=') + 1;
        } else if (argument == ARGUMENT_CONFIG_AND_NEXT) {
            if (i + 1 == argc) {
                (void)refuse(load, "--config: which file?");
                return -1;
            }
            *config = argv[++i];
        }
    }
    return i;
}

static bool take_arguments(const struct load *load, int argc, char *const argv[]) {
    for (int i = 0; i < argc; i++) {
        const enum argument argument = classify(argv[i]);
        if (argument == ARGUMENT_CONFIG_AND_NEXT) {
            i++;
        }
        if (argument != ARGUMENT_SETTING) {
            continue;
        }
        const char *option = argv[i] + 2;
        const char *equals = strchr(option, '=');
        if (equals == NULL) {
            return refuse(load, "--%s: write it as --%s=VALUE", option, option);
        }
        char name[NAME_BYTES];
        (void)snprintf(name, sizeof name, "%.*s", (int)(equals - option), option);
        if (!take(load, "command line", name, equals + 1)) {
            return false;
        }
    }
    return true;
}

int settings_load(struct settings *settings, enum program program, int argc, char *const argv[]) {
    const struct load load = { .settings = settings, .program = program_name(program) };
    const char *config = NULL;

    settings_init(settings);
    const int taken = find_config(&load, argc, argv, &config);
    if (taken < 0 || !take_file(&load, config != NULL ? config : DEFAULT_FILE, config == NULL) ||
        !take_environment(&load) || !take_arguments(&load, taken, argv)) {
        return -1;
    }
    return taken;
}

void settings_help(FILE *out, enum program program) {
    (void)fprintf(out,
                  "Settings: --NAME=VALUE here, DEBT_NAME in the environment, or NAME = VALUE in the file\n"
                  "%s (another with --config=FILE).\n",
                  DEFAULT_FILE);
    for (const struct setting *setting = settings_table; setting->name != NULL; setting++) {
        if ((setting->programs & program) == 0) {
            continue;
        }
        char bounds[SETTING_BOUNDS_BYTES];
        settings_bounds(setting, bounds);
        (void)fprintf(out, "\n  --%s=VALUE\n      %s\n      %s; default %s\n", setting->name, setting->text,
                      bounds, setting->value);
    }
}

static void print_programs(FILE *out, unsigned set) {
    const char *separator = "";
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        if ((set & programs[i].program) != 0) {
            (void)fprintf(out, "%s%s", separator, programs[i].name);
            separator = ", ";
        }
    }
}

void settings_sample(FILE *out) {
    (void)fprintf(
        out, "# Settings of Debt Tracker: see debt-tracker.conf(5). Those that are commented out show their\n"
             "# defaults. The environment (DEBT_NAME) and the command line (--NAME=VALUE) come after this\n"
             "# file, and win.\n");
    for (const struct setting *setting = settings_table; setting->name != NULL; setting++) {
        char bounds[SETTING_BOUNDS_BYTES];
        settings_bounds(setting, bounds);
        (void)fprintf(out, "\n# %s\n# %s; read by ", setting->text, bounds);
        print_programs(out, setting->programs);
        (void)fprintf(out, "\n#%s = %s\n", setting->name, setting->value);
    }
}
