/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of the control protocol: one request in, answer units out. */
#pragma once

#include "control/channel.h"
#include "server/control/service.h"

/*
 * Carry out one request and send its answer, the closing BLOCK included.
 *
 * E_CLOSED, E_TIMEOUT  the client went away;  E_NOTSUP  no such command: close the connection
 */
MUST_USE enum err ctl_command(struct ctl_channel *channel, const struct ctl_unit *request,
                              struct ctl_service *service);
