# SPDX-License-Identifier: BSD-2-Clause
"""knotd of this repository with the servers it takes zones from and gives them to."""
import pytest

from lib.xfr import PEERED


@pytest.fixture(scope="session", params=PEERED, ids=lambda kind: kind.binary)
def peer_kind(request):
    if not request.param.is_available():
        pytest.skip(f"no {request.param.binary} here")
    return request.param
