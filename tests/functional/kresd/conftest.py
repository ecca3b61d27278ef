# SPDX-License-Identifier: BSD-2-Clause
"""A small internet for all tests of this folder, and resolvers for each."""
from lib.small_internet import fake, internet, kresd  # noqa: F401
