#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The version, from the one place that holds it.
set -euo pipefail
cd "$(dirname "$0")/.."
sed -nE 's/.*static let current = "([^"]+)".*/\1/p' Sources/Settings/SoftwareVersion.swift
