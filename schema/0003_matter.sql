-- SPDX-License-Identifier: EUPL-1.2
-- Matters (ärenden), their parties, and their timetable in imprecise dates.

-- organisation_id: the owner. status is a state of the plugin's state machine. The last six columns
-- are the summary box.
CREATE TABLE matter (
    id @id@,
    slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 64),
    plugin TEXT NOT NULL,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    sort_key TEXT NOT NULL,
    kicker TEXT,
    dnr TEXT,
    status TEXT NOT NULL,
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    purpose TEXT,
    what TEXT,
    who_decides TEXT,
    how_to_answer TEXT,
    what_next TEXT,
    contact TEXT
) @strict@;
CREATE INDEX matter_organisation ON matter (organisation_id);

CREATE TABLE matter_party (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    role TEXT NOT NULL,
    UNIQUE (matter_id, organisation_id)
) @strict@;
CREATE INDEX matter_party_organisation ON matter_party (organisation_id);

-- An imprecise date is five columns: both ends (days, inside), how exact, whether preliminary, and
-- as people wrote it. Phases may overlap.
CREATE TABLE phase (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    number @int@ NOT NULL,
    name TEXT NOT NULL,
    note TEXT,
    begins_earliest @int@ NOT NULL,
    begins_latest @int@ NOT NULL CHECK (begins_latest >= begins_earliest),
    begins_precision TEXT NOT NULL,
    begins_preliminary @int@ NOT NULL CHECK (begins_preliminary IN (0, 1)),
    begins_as_written TEXT NOT NULL,
    ends_earliest @int@ NOT NULL,
    ends_latest @int@ NOT NULL CHECK (ends_latest >= ends_earliest),
    ends_precision TEXT NOT NULL,
    ends_preliminary @int@ NOT NULL CHECK (ends_preliminary IN (0, 1)),
    ends_as_written TEXT NOT NULL,
    UNIQUE (matter_id, number),
    CHECK (ends_latest >= begins_earliest)
) @strict@;

CREATE TABLE milestone (
    id @id@,
    matter_id @int@ NOT NULL REFERENCES matter (id),
    earliest @int@ NOT NULL,
    latest @int@ NOT NULL CHECK (latest >= earliest),
    precision_name TEXT NOT NULL,
    preliminary @int@ NOT NULL CHECK (preliminary IN (0, 1)),
    as_written TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT,
    note TEXT
) @strict@;
CREATE INDEX milestone_matter ON milestone (matter_id, earliest);
