/* SPDX-License-Identifier: BSD-2-Clause */
/* From keys and policies, as other rooms have them, to what signing takes. */

#include "server/sign/sign_input.h"

#include "server/keys/use.h"

int64_t sign_refresh_s(const struct policy_rrsig *rrsig, const struct policy_keys *keys,
                       uint32_t max_ttl_s)
{
	if (rrsig->refresh_s > 0)
		return rrsig->refresh_s;
	if (keys->zone_max_ttl_s >= 0)
		return keys->propagation_delay_s + keys->zone_max_ttl_s;
	int64_t most = rrsig->lifetime_s - rrsig->pre_refresh_s - 1;
	int64_t wanted = keys->propagation_delay_s + max_ttl_s + rrsig->lifetime_s / 10;
	return MAX_OF(MIN_OF(most, wanted), (int64_t)0);
}

void sign_policy_take(struct sign_policy *out, const struct conf_policy *policy)
{
	*out = (struct sign_policy){
		.lifetime_s = policy->rrsig.lifetime_s,
		.pre_refresh_s = policy->rrsig.pre_refresh_s,
		.reproducible = policy->rrsig.reproducible,
		.threads = policy->rrsig.threads,
		.nsec3 = policy->nsec3.on,
		.opt_out = policy->nsec3.opt_out,
		.iterations = policy->nsec3.iterations,
		.unsafe = policy->unsafe,
	};
}

enum err sign_keys_take(struct sign_key *out, size_t *count, const struct key_list *keys,
                        int64_t now)
{
	*count = 0;
	for (size_t i = 0; i < keys->count; i++) {
		const struct zone_key *key = &keys->items[i];
		struct key_use use = key_use_at(keys, i, now);
		uint8_t rdata[DNSKEY_HEAD_LEN + KEY_PUBLIC_MAX];
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		if (!use.signs_keys && !use.signs_zone)
			continue;
		if (key->pair == NULL || !crypto_key_is_private(key->pair))
			return E_KEY;
		key_dnskey_write(&w, key, use.revoked);
		out[(*count)++] = (struct sign_key){
			.pair = key->pair,
			.tag = dnskey_tag(wire_written(&w)),
			.algorithm = key->algorithm,
			.signs_keys = use.signs_keys,
			.signs_zone = use.signs_zone,
		};
	}
	return OK;
}
