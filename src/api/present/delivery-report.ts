import { diagnose } from '../../messaging/diagnose.js';
import type { DeliveryReport } from '../../store/delivery-report.js';
import { presentDiagnosis } from '../../messaging/present-diagnosis.js';

/** A delivery report as the API shows it: counts, rates from 0 to 1 (null of nothing), times in seconds. */
export const presentDeliveryReport = (report: DeliveryReport) => ({
  total: report.total,
  by_status: report.by_status,
  by_code: report.by_code.map(({ code, count }) => ({
    code,
    count,
    diagnosis: code === null ? null : presentDiagnosis(diagnose({ code })),
  })),
  delivered_rate: share(report.delivered, report.accepted),
  read_rate: share(report.read, report.delivered),
  times: {
    accepted_to_sent: report.accepted_to_sent,
    sent_to_delivered: report.sent_to_delivered,
    delivered_to_read: report.delivered_to_read,
  },
  worst_templates: report.templates.map((template) => ({
    ...template,
    delivered_rate: share(template.delivered, template.total - template.under_way),
  })),
});

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
