import { createHmac } from 'node:crypto';

/** A whole HTTP/1.1 request that brings one status, as Meta sends it, signed. Source: facts/meta.md §4.2, §4.4. */
export function signedWebhook(nth: number, secret: string): string {
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '203300000000001',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: {
                display_phone_number: '15550001111',
                phone_number_id: '106540352242922',
              },
              statuses: [
                {
                  id: `wamid.HBgLMTY1MDUwNzY1MjAVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3${nth}`,
                  status: 'delivered',
                  timestamp: String(1_763_650_000 + nth),
                  recipient_id: '16505076520',
                  conversation: {
                    id: 'CONVERSATION_ID',
                    expiration_timestamp: '1763736400',
                    origin: { type: 'utility' },
                  },
                  pricing: { billable: true, pricing_model: 'PMP', category: 'utility' },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return [
    'POST /webhooks/whatsapp HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    `X-Hub-Signature-256: sha256=${signature}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
