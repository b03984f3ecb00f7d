/* SPDX-License-Identifier: EUPL-1.2 */
/* hospital.h — what the files of the hospital plugin share. */
#ifndef HOSPITAL_H
#define HOSPITAL_H

#include "plugin/plugin.h"

/* Statements of the plugin's own tables; hospital_sql[HOSPITAL_MANDATES] and so on. */
enum { HOSPITAL_MANDATES, HOSPITAL_AREAS, HOSPITAL_ADD_MANDATE, HOSPITAL_ADD_AREA };
extern const ov_sql hospital_sql[];

ov_status hospital_phases_page(ov_req *req); /* /faser   overlapping phases on a common time axis */
ov_status hospital_mandates_page(ov_req *req); /* /uppdrag the chain of mandates, with source */
ov_status hospital_parties_page(ov_req *req);  /* /parter  orderers, suppliers, owners  */
ov_status hospital_demo(ov_demo *demo);

#define HOSPITAL_DEMO "sjukhusavtal-2024" /* the demo's matter */
/* A round about it that has closed (demo_round.c). */
ov_status hospital_demo_round(ov_demo *demo);

#endif
