/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_CLI_GMM_TABLES_H
#define OQL_CLI_GMM_TABLES_H

/** Let models read tables of motion through the datastore; once, at the start of the program. */
void oql_cli_install_table_reader(void);

#endif
