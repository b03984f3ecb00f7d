-- SPDX-License-Identifier: EUPL-1.2
-- The ladder for disagreement and dispute: three steps, each with who meets and how long it may
-- take. Data, so that another agreement may have other steps.
CREATE TABLE municipal_ladder_step (
    id @id@,
    step @int@ NOT NULL UNIQUE CHECK (step BETWEEN 1 AND 9),
    name TEXT NOT NULL,      -- what the matter is called on this step
    who TEXT NOT NULL,
    begins TEXT NOT NULL,    -- what brings it here
    happens TEXT NOT NULL,
    days @int@ NOT NULL CHECK (days > 0)
) @strict@;

INSERT INTO municipal_ladder_step (step, name, who, begins, happens, days) VALUES
    (1, 'Oenighet',
     'Cheferna närmast patienten, en från varje sida',
     'Medarbetarna har försökt men kommer inte överens om vem som ska göra vad.',
     'Cheferna hörs av samma dag, utgår från patientens behov och skriver ner vad de kommer fram till.',
     14),
    (2, 'Oenighet',
     'Chefernas chefer',
     'Cheferna i steg 1 har inte nått fram inom tiden, eller frågan rör flera patienter.',
     'De får en sammanfattning på en sida: frågan, fakta, båda sidors syn och ett förslag. De kan besluta, eller lämna frågan vidare.',
     14),
    (3, 'Tvist',
     'Ansvarig nämnd eller högsta tjänsteperson på båda sidor',
     'Steg 2 har inte gett något resultat.',
     'Parterna avgör frågan, också hur kostnaden ska fördelas. Det som beslutas blir vägledande för liknande fall.',
     30);
