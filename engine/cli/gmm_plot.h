/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_CLI_GMM_PLOT_H
#define OQL_CLI_GMM_PLOT_H

/** oqlite gmm plot NAME...: median and one standard deviation around it against distance, magnitude
 *  and period, as one picture (SVG or PNG, drawn by the program gnuplot) or as numbers (CSV).
 *  argv[0] is "plot"; returns the exit status. */
int oql_cmd_gmm_plot(int argc, char **argv);

#endif
