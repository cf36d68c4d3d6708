/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/point_worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "datastore/calc.h"
#include "hazard/calculation.h"
#include "hazard/clock.h"

/* Smaller than PIPE_BUF, so that it comes whole or not at all. */
typedef struct {
    int ended;
    int ok;
    int64_t calc;
    char text[480];
} message;

typedef struct {
    int pipe;
    pid_t parent;
    int64_t told;
} child;

/* ---- in the child ---- */

static void tell(int fd, const message *m)
{
    ssize_t n;
    do {
        n = write(fd, m, sizeof *m);
    } while (n < 0 && errno == EINTR);
}

static void progress(void *user, int64_t id, const char *phase, double share, uint64_t n_ctx)
{
    child *c = user;
    (void)phase;
    (void)share;
    (void)n_ctx;
    if (getppid() != c->parent) {
        _exit(1); /* nobody waits for the result; what is finished stays and is resumed */
    }
    if (id != c->told) {
        const message m = {.calc = id};
        tell(c->pipe, &m);
        c->told = id;
    }
}

static void delete_calc(int64_t id)
{
    char *datadir = NULL;
    oql_err err = {0};
    if (oql_datadir(&datadir, &err) == OQL_OK && oql_calc_delete(datadir, id, &err) != OQL_OK) {
        /* left where it is: oqlite list shows it */
    }
    free(datadir);
}

static oql_status compute(child *c, const oql_study_point *p, const oql_models *models,
                          int n_thread, int64_t resume, oql_problems *problems, message *m,
                          oql_err *err)
{
    oql_inputs *in = NULL;
    oql_calculation calc = {0};
    oql_calculation_options how = {
        .n_thread = n_thread, .resume_id = resume, .user = c, .progress = progress};
    oql_status st =
        oql_inputs_load_sharing(p->job_path, p->n_over, p->over, models, problems, &in, err);

    if (st == OQL_OK) {
        st = oql_calculation_run(in, &how, &calc, err);
        if (st != OQL_OK && resume > 0) {
            /* that calculation is left alone: its id may be somebody else's by now */
            free(calc.path);
            *err = (oql_err){0};
            how.resume_id = 0;
            st = oql_calculation_run(in, &how, &calc, err);
        }
        m->calc = calc.id > 0 ? calc.id : c->told;
    }
    free(calc.path);
    oql_inputs_destroy(in);
    return st;
}

/* The first mistakes of the inputs say more than "3 mistakes in the job". */
static void explain(const oql_problems *problems, const oql_err *err, message *m)
{
    bool is_error = false;
    const char *text;
    size_t n = 0;
    for (size_t i = 0; (text = oql_problems_text(problems, i, &is_error)) != NULL; ++i) {
        if (is_error && n < sizeof m->text) {
            n += (size_t)snprintf(m->text + n, sizeof m->text - n, "%s%s", n > 0 ? "; " : "",
                                  text);
        }
    }
    if (n == 0) {
        (void)snprintf(m->text, sizeof m->text, "%s", err->text);
    }
}

static void run_child(child *c, const oql_study_point *p, const oql_models *models,
                      int n_thread, int64_t resume)
{
    message m = {.ended = 1};
    oql_problems *problems = NULL;
    oql_err err = {0};

    (void)signal(SIGINT, SIG_IGN); /* the sweep decides */
    (void)signal(SIGTERM, SIG_DFL);
    (void)signal(SIGPIPE, SIG_IGN);
    if (oql_problems_create(&problems, &err) == OQL_OK) {
        m.ok = compute(c, p, models, n_thread, resume, problems, &m, &err) == OQL_OK;
        if (!m.ok) {
            explain(problems, &err, &m);
        }
    }
    oql_problems_destroy(problems);
    if (getppid() != c->parent && m.calc > 0) {
        delete_calc(m.calc); /* nobody will read it */
    }
    tell(c->pipe, &m);
    (void)close(c->pipe);
}

/* ---- in the sweep ---- */

oql_status oql_point_worker_start(oql_point_worker *w, const oql_study_point *p,
                                  const oql_models *models, int n_thread, int64_t resume,
                                  oql_err *err)
{
    int fd[2];
    const pid_t parent = getpid();

    if (pipe(fd) != 0) {
        return OQL_FAIL(err, OQL_EIO, "a pipe cannot be made: %s", oql_errno_text(errno));
    }
    (void)fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        child c = {.pipe = fd[1], .parent = parent};
        (void)close(fd[0]);
        run_child(&c, p, models, n_thread, resume);
        _exit(0);
    }
    (void)close(fd[1]);
    if (pid < 0) {
        (void)close(fd[0]);
        return OQL_FAIL(err, OQL_EIO, "a process cannot be made: %s", oql_errno_text(errno));
    }
    (void)fcntl(fd[0], F_SETFL, O_NONBLOCK);
    (void)fcntl(fd[0], F_SETFD, FD_CLOEXEC);
    w->pid = pid;
    w->pipe = fd[0];
    w->start = oql_clock_seconds();
    w->told = w->ok = false;
    w->calc = 0;
    w->message[0] = '\0';
    return OQL_OK;
}

static void reap(oql_point_worker *w)
{
    int how = 0;
    while (waitpid(w->pid, &how, 0) < 0 && errno == EINTR) {
    }
    (void)close(w->pipe);
    if (!w->told && WIFSIGNALED(how)) {
        (void)snprintf(w->message, sizeof w->message, "the process was ended by signal %d (%s)",
                       WTERMSIG(how), strsignal(WTERMSIG(how)));
    } else if (!w->told) {
        (void)snprintf(w->message, sizeof w->message, "the process ended with status %d",
                       WIFEXITED(how) ? WEXITSTATUS(how) : -1);
    }
    w->pid = 0;
}

oql_worker_news oql_point_worker_news(oql_point_worker *w)
{
    message m;
    const ssize_t n = read(w->pipe, &m, sizeof m);
    if (n < 0) {
        return OQL_WORKER_BUSY;
    }
    if (n == (ssize_t)sizeof m) {
        w->calc = m.calc > 0 ? m.calc : w->calc;
        if (!m.ended) {
            return OQL_WORKER_HAS_CALC;
        }
        w->told = true;
        w->ok = m.ok != 0;
        memcpy(w->message, m.text, sizeof w->message);
        return OQL_WORKER_BUSY; /* its end of the pipe closes next */
    }
    reap(w);
    return OQL_WORKER_ENDED;
}

void oql_point_worker_stop(oql_point_worker *w)
{
    if (w->pid > 0) {
        (void)kill(w->pid, SIGTERM);
        reap(w);
    }
}
