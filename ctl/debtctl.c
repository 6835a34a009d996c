/* debtctl: the operator's tool. */
#include "command.h"
#include "options.h"
#include "site/log.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static enum status print_settings(const struct call *call);
static enum status print_version(const struct call *call);

static const struct command settings_command = {
    .name = "settings",
    .arguments = "",
    .summary = "print a sample settings file: every setting with its bounds and default",
    .run = print_settings,
};

static const struct command version_command = {
    .name = "version",
    .arguments = "",
    .summary = "print the version",
    .run = print_version,
};

/* In the order in which --help lists them. */
static const struct command *const commands[] = {
    &migrate_command,        &account_add_command,     &account_list_command,   &account_activity_command,
    &account_passwd_command, &account_disable_command, &account_enable_command, &account_delete_command,
    &token_command,          &key_rotate_command,      &rebuild_command,        &verify_command,
    &import_command,         &backup_command,          &restore_command,        &settings_command,
    &version_command,
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static enum status print_settings(const struct call *call) {
    (void)call;
    settings_sample(stdout);
    return STATUS_DONE;
}

static enum status print_version(const struct call *call) {
    (void)call;
    (void)puts("debtctl " PACKAGE_VERSION);
    return STATUS_DONE;
}

static void print_help(void) {
    (void)puts("Usage: debtctl [SETTING…] COMMAND [ARGUMENT…]\n"
               "The operator's tool of Debt Tracker. `debtctl COMMAND --help` says more about a command.\n");
    for (size_t i = 0; i < COMMANDS; i++) {
        (void)printf("  %s%s%s\n      %s\n", commands[i]->name, commands[i]->arguments[0] != '\0' ? " " : "",
                     commands[i]->arguments, commands[i]->summary);
    }
    (void)puts("\nThe database, and the role that owns it, are named by libpq's variables: PGHOST, PGPORT, "
               "PGDATABASE,\n"
               "PGUSER and so on.\n\n"
               "Exit status: 0 done; 1 refused, or verify found something; 2 the command line or a setting "
               "is wrong;\n"
               "3 the database cannot be reached, or failed.\n");
    settings_help(stdout, PROGRAM_CTL);
}

static void print_command_help(const struct command *command) {
    (void)printf("Usage: debtctl [SETTING…] %s%s%s%s\n%c%s.\n", command->name,
                 command->options[0].name != NULL ? " [OPTION…]" : "",
                 command->arguments[0] != '\0' ? " " : "", command->arguments,
                 toupper((unsigned char)command->summary[0]), command->summary + 1);
    if (command->text != NULL) {
        (void)printf("%s\n", command->text);
    }
    for (const struct option_entry *option = command->options; option->name != NULL; option++) {
        (void)printf("\n  --%s%s%s\n      %s\n", option->name, option->value != NULL ? "=" : "",
                     option->value != NULL ? option->value : "", option->text);
    }
}

/* How many of the words at argv are the command's name; 0: it is another command. */
static int match(const struct command *command, int argc, char *const argv[]) {
    const char *name = command->name;
    for (int words = 0; words < argc; words++) {
        const size_t length = strcspn(name, " ");
        if (strlen(argv[words]) != length || memcmp(argv[words], name, length) != 0) {
            return 0;
        }
        if (name[length] == '\0') {
            return words + 1;
        }
        name += length + 1;
    }
    return 0;
}

/* Whether one of the arguments before any `--` is --help. */
static bool wants_help(int argc, char *const argv[]) {
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            return true;
        }
    }
    return false;
}

/* argv begins with the command's name. */
static enum status run_command(const struct settings *settings, int argc, char *argv[]) {
    const struct command *command = NULL;
    int words = 0;
    for (size_t i = 0; words == 0 && i < COMMANDS; i++) {
        command = commands[i];
        words = match(command, argc, argv);
    }
    if (words == 0) {
        (void)fprintf(stderr, "debtctl: %s: there is no such command; `debtctl --help` lists them\n",
                      argv[0]);
        return STATUS_USAGE;
    }
    if (wants_help(argc - words, argv + words)) {
        print_command_help(command);
        return STATUS_DONE;
    }
    struct call call = { .settings = settings };
    char why[256];
    if (!options_read(command, argc - words, argv + words, &call, why, sizeof why)) {
        (void)fprintf(stderr, "debtctl: %s: %s; `debtctl %s --help` says how\n", command->name, why,
                      command->name);
        return STATUS_USAGE;
    }
    return command->run(&call);
}

/* Output that did not arrive (a full disk, a closed pipe) is no success. */
static enum status flush(enum status status) {
    if (fflush(stdout) == 0 && ferror(stdout) == 0) {
        return status;
    }
    (void)fputs("debtctl: standard output cannot be written\n", stderr);
    return status == STATUS_DONE ? STATUS_REFUSED : status;
}

int main(int argc, char *argv[]) {
    log_init("debtctl");
    if (sodium_init() < 0) {
        log_line(LOG_ERROR, "libsodium cannot be initialised");
        return STATUS_REFUSED;
    }
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        print_help();
        return (int)flush(STATUS_DONE);
    }
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        return (int)flush(print_version(NULL));
    }
    struct settings settings;
    const int taken = argc > 0 ? settings_load(&settings, PROGRAM_CTL, argc - 1, argv + 1) : -1;
    if (taken < 0) {
        return STATUS_USAGE;
    }
    if (taken + 1 == argc) {
        (void)fputs("debtctl: which command? `debtctl --help` lists them\n", stderr);
        return STATUS_USAGE;
    }
    return (int)flush(run_command(&settings, argc - 1 - taken, argv + 1 + taken));
}
