/* SPDX-License-Identifier: BSD-2-Clause */
/* PEM files: written beside, put on disk, renamed. Private octets are wiped from memory. */

#include "server/keys/keystore.h"

#include "base/hex.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DIR_MODE = 0750, FILE_MODE = 0600 };

void key_id_print(char out[KEY_ID_TEXT_LEN + 1], const uint8_t id[KEY_ID_LEN])
{
	struct text t;
	text_init_fixed(&t, out, KEY_ID_TEXT_LEN + 1);
	hex_print(&t, span_of(id, KEY_ID_LEN), false);
}

/* The caller frees it. */
static char *path_of(const struct keystore *ks, const uint8_t id[KEY_ID_LEN], const char *suffix)
{
	char digits[KEY_ID_TEXT_LEN + 1];
	key_id_print(digits, id);
	return mem_printf("%s/%s%s", ks->dir, digits, suffix);
}

static enum err write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno != EINTR)
			return err_from_errno(errno);
		data += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) == 0 ? OK : err_from_errno(errno);
}

static enum err write_file(const char *path, const struct text *pem)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
	if (fd < 0)
		return err_from_errno(errno);
	/* A file that was left behind keeps its mode when it is opened. */
	enum err e = fchmod(fd, FILE_MODE) == 0 ? OK : err_from_errno(errno);
	if (e == OK)
		e = write_all(fd, pem->buf, pem->len);
	if (close(fd) != 0 && e == OK)
		e = err_from_errno(errno);
	return e;
}

static enum err sync_dir(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	enum err e = fsync(fd) == 0 ? OK : err_from_errno(errno);
	close(fd);
	return e;
}

enum err keystore_put(const struct keystore *ks, const struct zone_key *key)
{
	char buf[CRYPTO_PEM_MAX_LEN];
	struct text pem;
	if (ks->pkcs11)
		return E_NOTSUP;
	if (key->pair == NULL)
		return E_INVALID;
	if (mkdir(ks->dir, DIR_MODE) != 0 && errno != EEXIST)
		return err_from_errno(errno);
	text_init_fixed(&pem, buf, sizeof(buf));
	enum err e = crypto_key_print_pem(&pem, key->pair);
	char *path = path_of(ks, key->id, ".pem"), *beside = path_of(ks, key->id, ".pem.new");
	if (e == OK)
		e = write_file(beside, &pem);
	mem_wipe(buf, sizeof(buf));
	if (e == OK && rename(beside, path) != 0)
		e = err_from_errno(errno);
	if (e == OK)
		e = sync_dir(ks->dir);
	else
		unlink(beside);
	mem_free(path);
	mem_free(beside);
	return e;
}

static enum err read_file(const char *path, char *buf, size_t cap, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	enum err e = OK;
	*len = 0;
	while (e == OK && *len < cap) {
		ssize_t n = read(fd, buf + *len, cap - *len);
		if (n < 0 && errno != EINTR)
			e = err_from_errno(errno);
		if (n == 0)
			break;
		*len += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	return e;
}

enum err keystore_load(const struct keystore *ks, struct zone_key *key)
{
	char buf[CRYPTO_PEM_MAX_LEN];
	uint8_t id[KEY_ID_LEN];
	struct crypto_key *pair;
	size_t len = 0;
	if (ks->pkcs11)
		return E_NOTSUP;
	char *path = path_of(ks, key->id, ".pem");
	enum err e = read_file(path, buf, sizeof(buf), &len);
	mem_free(path);
	if (e == OK)
		e = crypto_key_parse_pem(&pair, key->algorithm, span_of(buf, len));
	mem_wipe(buf, sizeof(buf));
	TRY(e);
	crypto_key_id(id, pair);
	if (memcmp(id, key->id, KEY_ID_LEN) != 0) {
		crypto_key_unref(pair);
		return E_KEY;
	}
	crypto_key_unref(key->pair);
	key->pair = pair;
	return OK;
}

bool keystore_has(const struct keystore *ks, const uint8_t id[KEY_ID_LEN])
{
	if (ks->pkcs11)
		return false;
	char *path = path_of(ks, id, ".pem");
	bool there = access(path, F_OK) == 0;
	mem_free(path);
	return there;
}

enum err keystore_delete(const struct keystore *ks, const uint8_t id[KEY_ID_LEN])
{
	if (ks->pkcs11)
		return E_NOTSUP;
	char *path = path_of(ks, id, ".pem");
	enum err e = unlink(path) == 0 || errno == ENOENT ? OK : err_from_errno(errno);
	mem_free(path);
	return e;
}
