-- SPDX-License-Identifier: EUPL-1.2
-- How many are invited is counted for every page of a round: without reading the invitations.
CREATE INDEX invitation_class ON invitation (consultation_id, class, invited_at);
