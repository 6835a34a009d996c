#include "install_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char migrations[] = "migrations/";
static const char blanks[] = " \t\r";

/* Appends text[0..length) as a path of its own. */
static bool append(struct install_list *list, const char *text, size_t length) {
    char **paths = realloc(list->paths, (list->count + 1) * sizeof *paths);
    if (paths == NULL) {
        return false;
    }
    list->paths = paths;
    paths[list->count] = strndup(text, length);
    if (paths[list->count] == NULL) {
        return false;
    }
    list->count++;
    return true;
}

static bool leaves_folder(const char *text, size_t length) {
    return text[0] == '/' || memmem(text, length, "..", 2) != NULL;
}

/* Reads the line text[0..length). Returns what is wrong with it, or NULL. */
static const char *read_line(struct install_list *list, const char *text, size_t length) {
    while (length > 0 && strchr(blanks, text[0]) != NULL) {
        text++;
        length--;
    }
    while (length > 0 && strchr(blanks, text[length - 1]) != NULL) {
        length--;
    }
    if (length == 0 || (length >= 2 && memcmp(text, "--", 2) == 0)) {
        return NULL;
    }
    if (length <= 4 || memcmp(text, "\\ir ", 4) != 0) {
        return "only `\\ir PATH` and comments (--) may stand here";
    }
    text += 4;
    length -= 4;
    if (leaves_folder(text, length)) {
        return "the path must stay in the folder of install.sql";
    }
    return append(list, text, length) ? NULL : "out of memory";
}

bool install_list_init(struct install_list *list, const char *text, size_t length, char *why,
                       size_t why_bytes) {
    *list = (struct install_list) { .paths = NULL };
    const char *const end = text + length;
    for (unsigned number = 1; text < end; number++) {
        const char *line_feed = memchr(text, '\n', (size_t)(end - text));
        const char *line_end = line_feed != NULL ? line_feed : end;
        const char *wrong = read_line(list, text, (size_t)(line_end - text));
        if (wrong != NULL) {
            (void)snprintf(why, why_bytes, "line %u: %s", number, wrong);
            install_list_release(list);
            return false;
        }
        text = line_end + 1;
    }
    return true;
}

void install_list_release(struct install_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        free(list->paths[i]);
    }
    free((void *)list->paths);
    *list = (struct install_list) { .paths = NULL };
}

bool install_list_is_migration(const char *path) {
    return strncmp(path, migrations, strlen(migrations)) == 0;
}

bool install_list_is_function(const char *path) {
    return strchr(path, '/') != NULL && !install_list_is_migration(path);
}
