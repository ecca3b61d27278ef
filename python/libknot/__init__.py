# SPDX-License-Identifier: BSD-2-Clause
"""Talking to a running knotd from Python: see libknot.control."""
