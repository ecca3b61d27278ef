/* SPDX-License-Identifier: BSD-2-Clause */
/* khost's output: a sentence for each record. */
#pragma once

#include "tools/kdig/query.h"

/* Print an answer; a kdig_print_fn. */
void khost_print(const struct kdig_query *q, const struct msg *m);

/* Append the sentences of an answer. */
void khost_put_answer(struct text *t, const struct kdig_query *q, const struct msg *m);
