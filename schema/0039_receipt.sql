-- SPDX-License-Identifier: EUPL-1.2
-- Receipts: a seal over the columns of a response that its text does not say, register numbers that the registries write back, kept
-- PDF files.

-- SHA-256 over those columns (consult/submit.c); NULL: sent before there was one.
ALTER TABLE response ADD COLUMN seal TEXT;
