# Macros of this project's configure.ac.

# DEBT_COMPILER_FLAGS(VARIABLE, FLAGS)
# Appends each of FLAGS that the compiler takes without a warning.
AC_DEFUN([DEBT_COMPILER_FLAGS], [
    for debt_flag in $2; do
        AC_MSG_CHECKING([whether $CC takes $debt_flag])
        debt_save_CFLAGS=$CFLAGS
        CFLAGS="$CFLAGS -Werror $debt_flag"
        AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]], [[char a[8]; memset(a, 0, sizeof a); return a[0];]])],
            [AC_MSG_RESULT([yes]); AS_VAR_APPEND([$1], [" $debt_flag"])],
            [AC_MSG_RESULT([no])])
        CFLAGS=$debt_save_CFLAGS
    done
])

# DEBT_LINKER_FLAGS(VARIABLE, FLAGS)
# Appends FLAGS, all or none, if a program links with them.
AC_DEFUN([DEBT_LINKER_FLAGS], [
    AC_MSG_CHECKING([whether programs link with $2])
    debt_save_LDFLAGS=$LDFLAGS
    LDFLAGS="$LDFLAGS $2"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]], [[return puts("") < 0;]])],
        [AC_MSG_RESULT([yes]); AS_VAR_APPEND([$1], [" $2"])],
        [AC_MSG_RESULT([no])])
    LDFLAGS=$debt_save_LDFLAGS
])

# DEBT_HARDENING
# Sets HARDENING_CFLAGS and HARDENING_LDFLAGS (every program), and what makes a program position-independent:
# PIE_LDFLAGS, and STREAM_LDFLAGS for debt-stream, which runs once a client and costs least memory linked
# statically. Sanitizers take the place of all that.
AC_DEFUN([DEBT_HARDENING], [
    HARDENING_CFLAGS= HARDENING_LDFLAGS= PIE_LDFLAGS= STREAM_LDFLAGS=
    AS_IF([test "x$enable_sanitizers" != xno], [
        HARDENING_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
        HARDENING_LDFLAGS="-fsanitize=address,undefined"
    ], [
        DEBT_COMPILER_FLAGS([HARDENING_CFLAGS], [-fstack-protector-strong -fPIE])
        # Fortified functions need optimisation, and level 3 a compiler and a libc that know it.
        AC_MSG_CHECKING([for the level of _FORTIFY_SOURCE])
        debt_save_CFLAGS=$CFLAGS
        debt_fortify=none
        for debt_level in 3 2; do
            CFLAGS="-O2 -Werror -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$debt_level"
            AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]], [[]])], [debt_fortify=$debt_level; break])
        done
        CFLAGS=$debt_save_CFLAGS
        AC_MSG_RESULT([$debt_fortify])
        AS_CASE([" $CFLAGS "], [*" -O0 "*], [debt_fortify=none])
        AS_IF([test $debt_fortify != none],
            [AS_VAR_APPEND([HARDENING_CFLAGS], [" -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$debt_fortify"])])
        DEBT_LINKER_FLAGS([PIE_LDFLAGS], [-pie])
        DEBT_LINKER_FLAGS([HARDENING_LDFLAGS], [-Wl,-z,relro,-z,now])
        DEBT_LINKER_FLAGS([STREAM_LDFLAGS], [-static-pie])
        AS_IF([test -z "$STREAM_LDFLAGS"], [DEBT_LINKER_FLAGS([STREAM_LDFLAGS], [-static])])
        AS_IF([test -z "$STREAM_LDFLAGS"], [STREAM_LDFLAGS=$PIE_LDFLAGS])
    ])
    AC_SUBST([HARDENING_CFLAGS])
    AC_SUBST([HARDENING_LDFLAGS])
    AC_SUBST([PIE_LDFLAGS])
    AC_SUBST([STREAM_LDFLAGS])
])

# DEBT_LIBRARY(PREFIX, PKG-CONFIG-MODULES, DEBIAN-PACKAGE)
AC_DEFUN([DEBT_LIBRARY], [
    PKG_CHECK_MODULES([$1], [$2], [],
        [AC_MSG_ERROR([the library $2 is missing (Debian: $3): $$1][_PKG_ERRORS])])
])

# DEBT_PROGRAM(VARIABLE, PROGRAM, DEBIAN-PACKAGE)
AC_DEFUN([DEBT_PROGRAM], [
    AC_PATH_PROG([$1], [$2], [], [$PATH:/usr/local/sbin:/usr/sbin:/sbin:$debt_pg_bindir])
    AS_IF([test -z "$$1"], [AC_MSG_ERROR([$2 is missing (Debian: $3); --disable-tests does without])])
])

# DEBT_WEB_DEPENDENCIES
# What builds web/: no part of the running site.
AC_DEFUN([DEBT_WEB_DEPENDENCIES], [
    AC_PATH_PROG([NODE], [node])
    AC_PATH_PROG([NPM], [npm])
    AS_IF([test -z "$NODE" || test -z "$NPM"],
        [AC_MSG_ERROR([node or npm is missing, which build the web client (Debian: nodejs, npm); --without-web leaves it out])])
    AC_MSG_CHECKING([whether $NODE is at least 18.19])
    AS_IF([$NODE -e 'const [[a, b]] = process.versions.node.split("."); process.exit(a > 18 || (a == 18 && b >= 19) ? 0 : 1)'],
        [AC_MSG_RESULT([yes])],
        [AC_MSG_RESULT([no])
         AC_MSG_ERROR([the web client needs node 18.19 or newer; --without-web leaves it out])])
])

AC_DEFUN([DEBT_TEST_DEPENDENCIES], [
    DEBT_LIBRARY([CUNIT], [cunit], [libcunit1-dev])
    debt_pg_bindir=
    DEBT_PROGRAM([PG_CONFIG], [pg_config], [libpq-dev])
    debt_pg_bindir=`$PG_CONFIG --bindir`
    DEBT_PROGRAM([POSTGRES], [postgres], [postgresql-15])
    DEBT_PROGRAM([PSQL], [psql], [postgresql-client-15])
    DEBT_PROGRAM([PG_PROVE], [pg_prove], [libtap-parser-sourcehandler-pgtap-perl])
    AC_MSG_CHECKING([for the extension pgtap])
    AS_IF([test -f "`$PG_CONFIG --sharedir`/extension/pgtap.control"], [AC_MSG_RESULT([yes])],
        [AC_MSG_RESULT([no])
         AC_MSG_ERROR([pgtap is missing (Debian: postgresql-15-pgtap); --disable-tests does without])])
    DEBT_PROGRAM([NODE], [node], [nodejs])
    DEBT_PROGRAM([NGINX], [nginx], [nginx-light])
    DEBT_PROGRAM([WEBSOCKETD], [websocketd], [websocketd])
    DEBT_PROGRAM([SPAWN_FCGI], [spawn-fcgi], [spawn-fcgi])
    DEBT_PROGRAM([MULTIWATCH], [multiwatch], [multiwatch])
    DEBT_PROGRAM([CHROMIUM], [chromium], [chromium])
    DEBT_PROGRAM([CERTUTIL], [certutil], [libnss3-tools])
    DEBT_PROGRAM([CURL], [curl], [curl])
    DEBT_PROGRAM([AGE], [age], [age])
    DEBT_PROGRAM([OPENSSL], [openssl], [openssl])
    DEBT_PROGRAM([SYSTEMD_ANALYZE], [systemd-analyze], [systemd])
    DEBT_PROGRAM([JQ], [jq], [jq])
    DEBT_PROGRAM([PYTHON3], [python3], [python3])
])
