/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A doubly linked ring through members of the listed structs.  Nothing is allocated; an element is
 * on at most one list per link.
 */
#pragma once

#include "base/attr.h"

#include <stdbool.h>

struct list {
	struct list *next;
	struct list *prev;
};

static inline void list_init(struct list *head)
{
	head->next = head->prev = head;
}

static inline bool list_is_empty(const struct list *head)
{
	return head->next == head;
}

static inline void list_insert_before(struct list *at, struct list *item)
{
	item->prev = at->prev;
	item->next = at;
	at->prev->next = item;
	at->prev = item;
}

static inline void list_append(struct list *head, struct list *item)
{
	list_insert_before(head, item);
}

static inline void list_prepend(struct list *head, struct list *item)
{
	list_insert_before(head->next, item);
}

/* Take an item off its list; harmless on one that list_init made single. */
static inline void list_remove(struct list *item)
{
	item->prev->next = item->next;
	item->next->prev = item->prev;
	list_init(item);
}

/* The struct around a link. */
#define LIST_ITEM(link, type, member) CONTAINER_OF(link, type, member)

#define LIST_EACH(it, head) for (struct list *it = (head)->next; it != (head); it = it->next)

/* As LIST_EACH; the body may remove `it`. */
#define LIST_EACH_SAFE(it, head)                                                                   \
	for (struct list *it = (head)->next, *it##_next = it->next; it != (head);                  \
	     it = it##_next, it##_next = it->next)
