/* The list of files that make up the database: sql/install.sql. It is written so that psql can run it too:
 * each line is empty, a comment (`--`), or `\ir PATH`, the path relative to the list.
 */
#ifndef CTL_INSTALL_LIST_H
#define CTL_INSTALL_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct install_list {
    char **paths; /* relative to the list's folder */
    size_t count;
};

/* Reads the list from text[0..length). Returns false, and a sentence in `why` (at most why_bytes) that begins
 * with the line's number, if a line is none of the three, a path leaves the folder, or memory ran out; *list
 * is then empty. */
__attribute__((warn_unused_result)) bool install_list_init(struct install_list *list, const char *text,
                                                           size_t length, char *why, size_t why_bytes);

void install_list_release(struct install_list *list);

/* Whether the file is a migration, which runs once, and not one that runs every time. */
bool install_list_is_migration(const char *path);

/* Whether the file defines functions: it stands in a folder that is not migrations/. */
bool install_list_is_function(const char *path);

#endif
