/* SPDX-License-Identifier: EUPL-1.2 */
/* cmd_serve.h — `overens serve`. */
#ifndef OV_CLI_CMD_SERVE_H
#define OV_CLI_CMD_SERVE_H

/* Runs the master, or the part that the master executes. Returns the exit code. */
int ov_cmd_serve(const char *config_file, int argc, char **argv);

#endif
