/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/progress.h"

#include <stdio.h>
#include <string.h>

#include "hazard/clock.h"

#define OQL_BAR 30

static void print_bar(oql_progress *p, double share, uint64_t n_ctx, double now)
{
    char bar[OQL_BAR + 1];
    const double seconds = now - p->start;
    const size_t full = (size_t)(share * OQL_BAR);
    memset(bar, ' ', OQL_BAR);
    memset(bar, '=', full < OQL_BAR ? full : OQL_BAR);
    bar[OQL_BAR] = '\0';
    const double left = share > 0.0 ? seconds / share - seconds : 0.0;
    printf("\r[%s] %3.0f %%  %.3g ruptures x sites/s  %.0f s left   ", bar, 100.0 * share,
           seconds > 0.0 ? (double)n_ctx / seconds : 0.0, left);
    fflush(stdout);
    p->open = true;
    p->last = now;
}

void oql_progress_tell(void *user, int64_t id, const char *phase, double share, uint64_t n_ctx)
{
    oql_progress *p = user;
    const double now = oql_clock_seconds();

    if (!p->enabled) {
        return;
    }
    if (strcmp(phase, "start") == 0) {
        printf("calculation %lld\n", (long long)id);
        fflush(stdout);
        p->start = now;
        p->last = now;
        return;
    }
    if (p->terminal) {
        if (now - p->last > 0.1) {
            print_bar(p, share, n_ctx, now);
        }
        return;
    }
    const int tenth = (int)(share * 10.0);
    if (tenth > p->tenth && now - p->last > 1.0) {
        p->tenth = tenth;
        p->last = now;
        printf("%s %3.0f %%, %.1f s, %.3g ruptures x sites\n", phase, 100.0 * share,
               now - p->start, (double)n_ctx);
        fflush(stdout);
    }
}

void oql_progress_end(oql_progress *p)
{
    if (p->open) {
        putchar('\n');
        p->open = false;
    }
}
