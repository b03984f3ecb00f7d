-- SPDX-License-Identifier: EUPL-1.2
-- A published version's text as a file that took long to make, kept so that the next reader need not
-- wait. Nothing that cannot be made again: rows may be removed at any time.
-- hash: of the version's canonical text. variant: "a4", "large". renderer: the program, the edition
-- of our page and the portal's address; another one makes the file anew.
CREATE TABLE rendering (
    version_id @int@ NOT NULL REFERENCES version (id),
    variant TEXT NOT NULL CHECK (length(variant) BETWEEN 1 AND 16),
    renderer TEXT NOT NULL CHECK (length(renderer) BETWEEN 1 AND 300),
    hash TEXT NOT NULL,
    made_at @int@ NOT NULL,
    bytes @blob@ NOT NULL,
    PRIMARY KEY (version_id, variant)
) @strict@;
