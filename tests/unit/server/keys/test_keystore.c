/* SPDX-License-Identifier: BSD-2-Clause */
#include "keys_folder.h"

#include <fcntl.h>
#include <sys/stat.h>

static void a_pair_comes_back(void **state)
{
	(void)state;
	const struct keystore ks = {.dir = folder};
	struct zone_key key = new_key(true), back = key;
	char path[200], digits[KEY_ID_TEXT_LEN + 1];
	struct stat st;
	back.pair = NULL;
	assert_false(keystore_has(&ks, key.id));
	assert_int_equal(keystore_load(&ks, &back), E_NOFILE);
	assert_ok(keystore_put(&ks, &key));
	assert_ok(keystore_put(&ks, &key));
	assert_int_equal(folder_count(false), 1);
	key_id_print(digits, key.id);
	snprintf(path, sizeof(path), "%s/%s.pem", folder, digits);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(keystore_load(&ks, &back));
	assert_true(crypto_key_is_private(back.pair));
	assert_true(keystore_has(&ks, key.id));
	assert_ok(keystore_delete(&ks, key.id));
	assert_ok(keystore_delete(&ks, key.id));
	assert_int_equal(folder_count(false), 0);
	crypto_key_unref(key.pair);
	crypto_key_unref(back.pair);
}

static void a_file_of_another_key_is_refused(void **state)
{
	(void)state;
	const struct keystore ks = {.dir = folder};
	struct zone_key key = new_key(true), other = new_key(true);
	char from[200], to[200], digits[KEY_ID_TEXT_LEN + 1];
	assert_ok(keystore_put(&ks, &key));
	key_id_print(digits, key.id);
	snprintf(from, sizeof(from), "%s/%s.pem", folder, digits);
	key_id_print(digits, other.id);
	snprintf(to, sizeof(to), "%s/%s.pem", folder, digits);
	assert_int_equal(rename(from, to), 0);
	assert_int_equal(keystore_load(&ks, &other), E_KEY);
	int fd = open(to, O_WRONLY | O_TRUNC);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(keystore_load(&ks, &other), E_PEM);
	assert_ok(keystore_delete(&ks, other.id));
	crypto_key_unref(key.pair);
	crypto_key_unref(other.pair);
}

static void other_stores_and_folders_are_refused(void **state)
{
	(void)state;
	const struct keystore token = {.dir = folder, .pkcs11 = true};
	const struct keystore nowhere = {.dir = "/dev/null/keys"};
	struct zone_key key = new_key(true);
	assert_int_equal(keystore_put(&token, &key), E_NOTSUP);
	assert_int_equal(keystore_load(&token, &key), E_NOTSUP);
	assert_int_equal(keystore_delete(&token, key.id), E_NOTSUP);
	assert_false(keystore_has(&token, key.id));
	assert_int_not_equal(keystore_put(&nowhere, &key), OK);
	crypto_key_unref(key.pair);
	key.pair = NULL;
	const struct keystore ks = {.dir = folder};
	assert_int_equal(keystore_put(&ks, &key), E_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pair_comes_back),
		cmocka_unit_test(a_file_of_another_key_is_refused),
		cmocka_unit_test(other_stores_and_folders_are_refused),
	};
	return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
