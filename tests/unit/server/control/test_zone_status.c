/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/clock.h"
#include "fake_server.h"

static void fields_come_in_their_order(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	EXPECT(&f, &t,
	       "| f= z=a. y=role d=master+ y=serial d=5| f=sme z=b. y=role d=slave+ y=serial d=-",
	       "zone-status", {CTL_FILTER, "sr"});
	EXPECT(&f, &t,
	       "| f=sme z=b. y=role d=slave+ y=serial d=-+ y=transaction d=-+ y=freeze d=-+ "
	       "y=XFR-freeze d=-+ y=catalog d=-+ y=load d=pending+ y=refresh d=-+ y=update d=-+ "
	       "y=expiration d=-+ y=flush d=-+ y=backup/restore d=-+ y=notify d=-+ y=re-sign d=-+ "
	       "y=DNSSEC-validate d=-+ y=DS-check d=-+ y=DS-push d=-+ y=DNSKEY-sync d=-",
	       "zone-status", {CTL_ZONE, "B"});
	EXPECT(&f, &t, "| !=no such zone found z=x", "zone-status", {CTL_ZONE, "x"});
	f.edited_a = true;
	EXPECT(&f, &t, "| f= z=a. y=transaction d=open", "zone-status", {CTL_ZONE, "a"},
	       {CTL_FILTER, "tu"});
	text_deinit(&t);
	fake_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_come_in_their_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
