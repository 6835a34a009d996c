/* The settings of a site: one typed table, read by every program.
 *
 * Sources, a later one wins: the default; the settings file (`name = value`, `#` begins a comment);
 * the environment (DEBT_<NAME>); the command line (--name=value).
 */
#ifndef SITE_SETTINGS_H
#define SITE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The programs; a setting names those that read it, in a bit set. */
enum program { PROGRAM_API = 1, PROGRAM_RELAY = 2, PROGRAM_STREAM = 4, PROGRAM_CTL = 8 };

enum registration { REGISTRATION_FIRST, REGISTRATION_OPEN, REGISTRATION_CLOSED };

/* The longest text of a setting, the terminating NUL included. */
enum { SETTING_TEXT_BYTES = 256 };

struct settings {
    char public_origin[SETTING_TEXT_BYTES];
    char cors_origins[SETTING_TEXT_BYTES]; /* separated by one blank; "": none */
    long registration;                     /* enum registration */
    char token_key_file[SETTING_TEXT_BYTES];
    char grant_key_file[SETTING_TEXT_BYTES];
    char relay_socket[SETTING_TEXT_BYTES];
    long access_token_seconds;
    long refresh_token_days;
    long session_days;
    long passkey_challenge_seconds;
    long password_memory_kib;
    long password_passes;
    long hashing_percent;
    long body_bytes_max;
    long request_memory_bytes_max;
    long requests_together_max;
    long statement_timeout_ms;
    long database_timeout_ms;
    long grant_seconds;
    long heartbeat_seconds;
    long sweep_ms;
    long replay_page_events;
    long stream_buffer_bytes;
    long slow_consumer_seconds;
    long streams_max;
};

enum setting_type {
    SETTING_INTEGER,
    SETTING_PATH,   /* of a file, absolute */
    SETTING_SOCKET, /* of a Unix socket, absolute, short enough for its address */
    SETTING_ORIGIN, /* http(s)://host[:port]; stored as RFC 6454 serialises it: lower-case, no default port */
    SETTING_ORIGINS, /* any number of such, separated by blanks or commas, or the word none */
    SETTING_CHOICE,
};

/* One row of the table. */
struct setting {
    const char *name;
    enum setting_type type;
    unsigned programs;   /* bit set of enum program */
    const char *unit;    /* "" where there is none */
    long min, max;       /* SETTING_INTEGER only */
    const char *value;   /* the default, as it would be written in the file */
    const char *choices; /* SETTING_CHOICE only: separated by commas, in the order of the enum */
    size_t offset;       /* of the member in struct settings */
    const char *text;    /* one sentence for --help, the manual and the sample file */
};

/* What settings_bounds writes, the terminating NUL included, at most. */
enum { SETTING_BOUNDS_BYTES = 128 };

/* The table; ends with a row whose name is NULL. */
extern const struct setting settings_table[];

/* Writes what the setting may be, in words: `5 to 120 s`, `first, open or closed`, `an absolute path` … */
void settings_bounds(const struct setting *setting, char bounds[SETTING_BOUNDS_BYTES]);

/* Fills *settings for `program` from all sources. `argv` are the program's arguments after its name (argc of
 * them), of which --config FILE (or --config=FILE) and --name=value are taken; the first that is no option,
 * and an option without `=` that is no setting (--help), ends them. Returns how many were taken, or -1 after
 * it has printed to stderr what is wrong, where it stands and what is allowed. Every setting is checked,
 * those of other programs too. Environment variables that name no setting are left alone. */
__attribute__((warn_unused_result)) int settings_load(struct settings *settings, enum program program,
                                                      int argc, char *const argv[]);

/* Sets one setting from text. Returns false, and a sentence in `why` (at most why_bytes), if there is no such
 * setting or the value does not fit. `name` may be written with - or _. */
__attribute__((warn_unused_result)) bool settings_set(struct settings *settings, const char *name,
                                                      const char *value, char *why, size_t why_bytes);

/* Sets every setting to its default. */
void settings_init(struct settings *settings);

/* Prints the settings that `program` reads, one paragraph each, for its --help. */
void settings_help(FILE *out, enum program program);

/* Prints the sample settings file: every setting with its text, bounds and default. */
void settings_sample(FILE *out);

#endif
