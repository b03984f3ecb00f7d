-- SPDX-License-Identifier: EUPL-1.2
-- Groups of organisations, bodies with their meetings, and lists of organisations that wait to be confirmed.
CREATE INDEX organisation_type ON organisation (type, sort_key);

-- A group that an organisation keeps: a recipient list, the members of a federation, or a group of one's own. A name stays
-- taken when the group has ended, because its history has that name.
CREATE TABLE party_group (
    id @id@,
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL CHECK (kind IN ('recipients', 'members', 'own')),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    sort_key TEXT NOT NULL,
    note TEXT,
    ended_on @int@,
    row_version @int@ NOT NULL DEFAULT 1,
    UNIQUE (organisation_id, name)
) @strict@;

-- Nobody is twice in a group.
CREATE TABLE party_group_member (
    id @id@,
    group_id @int@ NOT NULL REFERENCES party_group (id),
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    UNIQUE (group_id, organisation_id)
) @strict@;
CREATE INDEX party_group_member_organisation ON party_group_member (organisation_id);

-- What decides, or is heard, in an organisation. short: "KS". decides: its decision is the organisation's (an assembly, a
-- board, a committee), so that its meetings count when an answer must be decided in time.
CREATE TABLE body (
    id @id@,
    organisation_id @int@ NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL
        CHECK (kind IN ('assembly', 'executive', 'committee', 'consultative', 'steering', 'advisory', 'other')),
    short TEXT CHECK (length(short) BETWEEN 1 AND 20),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    sort_key TEXT NOT NULL,
    decides @int@ NOT NULL CHECK (decides IN (0, 1)),
    note TEXT,
    ended_on @int@,
    row_version @int@ NOT NULL DEFAULT 1,
    UNIQUE (organisation_id, name)
) @strict@;

-- papers_on: the last day to hand in papers. A cancelled meeting stays, so that nobody wonders where it went.
CREATE TABLE body_meeting (
    id @id@,
    body_id @int@ NOT NULL REFERENCES body (id),
    held_on @int@ NOT NULL,
    papers_on @int@ CHECK (papers_on <= held_on),
    note TEXT,
    cancelled @int@ NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),
    row_version @int@ NOT NULL DEFAULT 1,
    UNIQUE (body_id, held_on)
) @strict@;
CREATE INDEX body_meeting_day ON body_meeting (held_on);

-- A list of organisations that somebody has read in and looks at before it is saved: UTF-8 with LF. Removed when saved, and
-- after a day.
CREATE TABLE party_upload (
    id @id@,
    account_id @int@ NOT NULL REFERENCES account (id),
    file_name TEXT NOT NULL,
    content @blob@ NOT NULL,
    uploaded_at @int@ NOT NULL
) @strict@;
CREATE INDEX party_upload_account ON party_upload (account_id);
