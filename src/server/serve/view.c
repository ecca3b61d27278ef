/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings of the configuration as options of answers. */

#include "server/serve/view.h"

void serve_view_init(struct serve_view *v, const struct zone_table *table, const struct conf *conf,
                     const struct hook_list *hooks)
{
	const struct server_conf *s = &conf->server;
	struct answer_options common = {
		.rotate = s->answer_rotation,
		.identity = span_str(s->identity),
		.version = span_str(s->version),
		.nsid = s->nsid,
		.udp_max = s->udp_max_payload4,
		.client_subnet = s->client_subnet,
		.protocol = PROTOCOL_UDP,
		.hooks = hooks,
	};
	*v = (struct serve_view){
		.table = table, .conf = conf, .udp4 = common, .udp6 = common, .stream = common};
	v->udp6.udp_max = s->udp_max_payload6;
	v->stream.is_stream = true;
	v->stream.protocol = PROTOCOL_TCP;
}
