import type { DiagnosisRow } from '../diagnosis.js';
import { accountDiagnoses } from './account.js';
import { authorizationDiagnoses } from './authorization.js';
import { certificateDiagnoses } from './certificate.js';
import { deliveryDiagnoses } from './delivery.js';
import { elsewhereDiagnoses } from './elsewhere.js';
import { graphDiagnoses } from './graph.js';
import { migrationDiagnoses } from './migration.js';
import { registrationDiagnoses } from './registration.js';
import { templateManagementDiagnoses } from './template-management.js';
import { templateDiagnoses } from './templates.js';

/** Every code of facts/meta.md §1.2 and §3, as data; the sub-variants of a code are rows of their own. */
export const diagnosisRows: readonly DiagnosisRow[] = [
  ...authorizationDiagnoses,
  ...graphDiagnoses,
  ...registrationDiagnoses,
  ...certificateDiagnoses,
  ...migrationDiagnoses,
  ...accountDiagnoses,
  ...deliveryDiagnoses,
  ...templateDiagnoses,
  ...templateManagementDiagnoses,
  ...elsewhereDiagnoses,
];
