/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening shared objects.  Nothing of one is looked at before its number says how. */

#include "resolver/modules/shared.h"

#include "base/mem.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void *find(void *object, const char *name, const char *suffix)
{
	char *symbol = mem_printf("%s%s", name, suffix);
	void *found = dlsym(object, symbol);
	mem_free(symbol);
	return found;
}

static enum err look(const struct module_api **out, void *object, const char *name,
                     struct text *error)
{
	uint32_t (*abi)(void);
	void *symbol = find(object, name, "_api");
	memcpy(&abi, &symbol, sizeof(abi)); /* POSIX: an address of code like any other */
	if (abi == NULL) {
		text_printf(error, "module '%s' does not export '%s_api'", name, name);
		return E_INVALID;
	}
	if (abi() != MODULE_ABI) {
		text_printf(error, "module '%s' links to unsupported ABI %u, not %d", name,
		            (unsigned)abi(), MODULE_ABI);
		return E_NOTSUP;
	}
	const struct module_api *api = find(object, name, "_module");
	if (api == NULL || api->name == NULL || strcmp(api->name, name) != 0) {
		text_printf(error, "module '%s' does not export '%s_module' of that name", name,
		            name);
		return E_INVALID;
	}
	*out = api;
	return OK;
}

enum err shared_open(const struct module_api **out, const char *folder, const char *name,
                     struct text *error)
{
	/* A path with a slash, or the loader would look in folders of its own. */
	char *path = mem_printf("%s%s/%s.so", folder[0] == '/' ? "" : "./", folder, name);
	if (access(path, F_OK) != 0) {
		mem_free(path);
		return E_NOFILE;
	}
	void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	mem_free(path);
	if (object == NULL) {
		text_printf(error, "module '%s': %s", name, dlerror());
		return E_INVALID;
	}
	enum err e = look(out, object, name, error);
	dlclose(object); /* it stays mapped */
	return e;
}
