/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells ThreadSanitizer what RCU promises, which it cannot see in a library that was built without
 * it: what was done before a pointer was published happens before what is done with it, and what
 * readers did before a quiescent state before the end of a grace period.  To be preloaded.
 */
#include <dlfcn.h>
#include <stddef.h>

void __tsan_acquire(void *addr);
void __tsan_release(void *addr);

static char grace; /* stands for all grace periods */

static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

void *rcu_dereference_sym(void *p)
{
	if (p != NULL)
		__tsan_acquire(p);
	return p;
}

void *rcu_xchg_pointer_sym(void **p, void *v)
{
	static void *(*real)(void **, void *);
	if (v != NULL)
		__tsan_release(v);
	if (real == NULL)
		real = next("rcu_xchg_pointer_sym");
	void *old = real(p, v);
	if (old != NULL)
		__tsan_acquire(old);
	return old;
}

void *rcu_set_pointer_sym(void **p, void *v)
{
	static void *(*real)(void **, void *);
	if (v != NULL)
		__tsan_release(v);
	if (real == NULL)
		real = next("rcu_set_pointer_sym");
	return real(p, v);
}

#define BEFORE_GRACE(name)                                                                         \
	void urcu_qsbr_##name(void)                                                                \
	{                                                                                          \
		static void (*real)(void);                                                         \
		if (real == NULL)                                                                  \
			real = next("urcu_qsbr_" #name);                                           \
		__tsan_release(&grace);                                                            \
		real();                                                                            \
	}
BEFORE_GRACE(quiescent_state)
BEFORE_GRACE(thread_offline)
BEFORE_GRACE(unregister_thread)

void urcu_qsbr_synchronize_rcu(void)
{
	static void (*real)(void);
	if (real == NULL)
		real = next("urcu_qsbr_synchronize_rcu");
	real();
	__tsan_acquire(&grace);
}
