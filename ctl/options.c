#include "options.h"

#include <stdio.h>
#include <string.h>

/* Takes one option, `text` behind its dashes; `next` is the argument behind it, or NULL. Sets *used if that
 * is its value. */
static bool take(const struct command *command, struct call *call, const char *text, const char *next,
                 bool *used, char *why, size_t why_bytes) {
    const size_t length = strcspn(text, "=");
    for (size_t i = 0; command->options[i].name != NULL; i++) {
        const struct option_entry *option = &command->options[i];
        if (strlen(option->name) != length || memcmp(option->name, text, length) != 0) {
            continue;
        }
        if (option->value != NULL && text[length] == '\0' && next != NULL) {
            call->options[i] = next;
            *used = true;
            return true;
        }
        if ((option->value != NULL) != (text[length] == '=')) {
            (void)snprintf(why, why_bytes,
                           option->value != NULL ? "--%s needs a value: --%s=%s" : "--%s takes no value",
                           option->name, option->name, option->value);
            return false;
        }
        call->options[i] = option->value != NULL ? text + length + 1 : "";
        return true;
    }
    (void)snprintf(why, why_bytes, "there is no option --%.*s (settings go before the command)", (int)length,
                   text);
    return false;
}

bool options_read(const struct command *command, int argc, char *argv[], struct call *call, char *why,
                  size_t why_bytes) {
    bool options_ended = false;
    int operands = 0;
    for (size_t i = 0; i < OPTIONS_MAX; i++) {
        call->options[i] = NULL;
    }
    for (int i = 0; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : NULL;
        bool used = false;
        if (options_ended || strncmp(argv[i], "--", 2) != 0) {
            argv[operands++] = argv[i];
        } else if (argv[i][2] == '\0') {
            options_ended = true;
        } else if (!take(command, call, argv[i] + 2, next, &used, why, why_bytes)) {
            return false;
        }
        i += used ? 1 : 0;
    }
    call->argc = operands;
    call->argv = argv;
    if (operands < command->operands_min) {
        (void)snprintf(why, why_bytes, "%s is missing", command->arguments);
        return false;
    }
    if (command->operands_max >= 0 && operands > command->operands_max) {
        (void)snprintf(why, why_bytes, "%s is one argument too many", argv[command->operands_max]);
        return false;
    }
    return true;
}
