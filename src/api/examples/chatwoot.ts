import { template } from './message.js';
import { health, onboarding } from './number.js';

/** As Chatwoot's dashboard gets it, by the names of the schemas. */
export const chatwootExamples = {
  ChatwootHealth: {
    id: '106540352200010',
    display_phone_number: '+1 202-555-0110',
    verified_name: "Bella's Bakery",
    name_status: 'APPROVED',
    quality_rating: 'GREEN',
    messaging_limit_tier: 'TIER_250',
    status: 'CONNECTED',
    account_mode: 'LIVE',
    code_verification_status: 'VERIFIED',
    webhook_configuration: {
      phone_number: 'https://onboard.example/webhooks/whatsapp/106540352200010',
      application: 'https://onboard.example/webhooks/whatsapp',
    },
    expected_webhook_url: 'https://onboard.example/webhooks/whatsapp/106540352200010',
    throughput: {
      level: 'STANDARD',
    },
    throughput_level: 'STANDARD',
    last_onboarded_time: '2026-11-20T22:26:26+0000',
    is_on_biz_app: false,
    platform_type: 'CLOUD_API',
    business_id: '2033544400000001',
    business_account_id: '2033544400000001',
    business_account_name: 'Harbour Street Traders',
    business_portfolio_id: '9033544400000001',
    business_portfolio_name: 'Harbour Street Traders',
    health_checked_at: '2026-11-20T22:27:24.185Z',
    business_profile: null,
    onboard_number: {
      stage: 'live',
      onboarding: onboarding,
      verdict: 'healthy',
      freshness: health.freshness,
    },
  },
  ChatwootError: {
    error: 'Resource could not be found',
  },
  ChatwootTemplate: {
    id: '719113200782170',
    name: 'hina_invitation',
    language: 'he',
    status: 'APPROVED',
    category: 'MARKETING',
    parameter_format: 'POSITIONAL',
    rejected_reason: 'NONE',
    quality_score: {
      score: 'UNKNOWN',
    },
    components: template.components,
  },
  ChatwootAuthorization: {
    code: 'AQBhlXsctMxJYbwbrpybxlo9tLPGy-QAmjBJA03jxLos',
    business_id: '9033544400000001',
    waba_id: '2033544400000001',
    phone_number_id: '106540352200010',
  },
};
