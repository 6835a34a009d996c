/* What a command of debtctl is. Each command's file begins with its own entry; debtctl.c lists the entries.
 */
#ifndef CTL_COMMAND_H
#define CTL_COMMAND_H

#include "site/settings.h"

/* The exit statuses, as debtctl(1) documents them. */
enum status {
    STATUS_DONE = 0,
    STATUS_REFUSED = 1, /* it cannot be done as asked; verify: something differs */
    STATUS_USAGE = 2,   /* the command line or a setting is wrong */
    STATUS_DATABASE = 3 /* the database cannot be reached, or does not do what it is asked */
};

enum { OPTIONS_MAX = 6 };

struct option_entry {
    const char *name;  /* without its dashes; NULL ends the list */
    const char *value; /* what --help calls its value; NULL: it takes none */
    const char *text;
};

/* A command as it was called. */
struct call {
    const struct settings *settings;
    const char *
        options[OPTIONS_MAX]; /* in the order of the entry: its value, or "" if it takes none; NULL: absent */
    int argc;                 /* of the operands */
    char *const *argv;
};

struct command {
    const char *name;      /* one or two words */
    const char *arguments; /* the operands as --help shows them, "" if there are none */
    const char *summary;
    const char *text; /* further lines for its own --help, or NULL */
    struct option_entry options[OPTIONS_MAX + 1];
    int operands_min, operands_max; /* operands_max < 0: any number */
    enum status (*run)(const struct call *call);
};

extern const struct command account_activity_command;
extern const struct command account_add_command;
extern const struct command account_delete_command;
extern const struct command account_disable_command;
extern const struct command account_enable_command;
extern const struct command account_list_command;
extern const struct command import_command;
extern const struct command account_passwd_command;
extern const struct command backup_command;
extern const struct command key_rotate_command;
extern const struct command migrate_command;
extern const struct command rebuild_command;
extern const struct command restore_command;
extern const struct command token_command;
extern const struct command verify_command;

#endif
