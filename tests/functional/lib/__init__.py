# SPDX-License-Identifier: BSD-2-Clause
"""The vocabulary of the functional tests: ports, processes, servers, tools."""
