import { describe, expect, test } from 'vitest';
import { phoneNumberNodeSchema } from '../../src/graph/schemas.js';
import { normaliseNode, type PhoneNode } from '../../src/onboarding/normalise.js';

const normalise = (node: Record<string, unknown>, dropped?: string[]): PhoneNode =>
  normaliseNode(phoneNumberNodeSchema.parse({ id: '1', ...node }), dropped);

test('a node that says nothing: null everywhere, never a negative fact', () => {
  expect(normalise({})).toEqual({
    displayPhoneNumber: null,
    verifiedName: null,
    status: null,
    platformType: null,
    codeVerification: null,
    nameStatus: null,
    newDisplayName: null,
    newNameStatus: null,
    hasNewCertificate: false,
    isOnBizApp: null,
    isPinEnabled: null,
    qualityRating: null,
    throughputLevel: null,
    messagingLimit: null,
    accountMode: null,
    isOfficialBusinessAccount: null,
    lastOnboardedAt: null,
    canSend: null,
    health: [],
    callbacks: { read: true, phoneNumber: null, waba: null, application: null },
  });
});

test('embedded signup done, not registered (facts/meta.md §1.1, snapshot)', () => {
  expect(
    normalise({
      status: 'PENDING',
      platform_type: 'NOT_APPLICABLE',
      code_verification_status: 'VERIFIED',
      name_status: 'PENDING_REVIEW',
      quality_rating: 'UNKNOWN',
      is_on_biz_app: false,
      throughput: { level: 'NOT_APPLICABLE' },
      health_status: {
        can_send_message: 'BLOCKED',
        entities: [
          {
            entity_type: 'PHONE_NUMBER',
            id: '1',
            can_send_message: 'BLOCKED',
            errors: [
              {
                error_code: 141000,
                error_description: 'Not linked',
                possible_solution: 'Register',
              },
            ],
          },
          {
            entity_type: 'APP',
            id: '2',
            can_send_message: 'AVAILABLE',
            additional_info: ['a note'],
          },
        ],
      },
    }),
  ).toMatchObject({
    status: 'PENDING',
    platformType: 'NOT_APPLICABLE',
    codeVerification: 'VERIFIED',
    nameStatus: 'PENDING_REVIEW',
    isOnBizApp: false,
    throughputLevel: 'NOT_APPLICABLE',
    canSend: 'BLOCKED',
    health: [
      { type: 'APP', canSend: 'AVAILABLE', errors: [], notes: ['a note'] },
      {
        type: 'PHONE_NUMBER',
        canSend: 'BLOCKED',
        errors: [{ code: 141000, description: 'Not linked', solution: 'Register' }],
        notes: [],
      },
    ],
  });
});

describe('synonyms', () => {
  test('UNVERIFIED is NOT_VERIFIED (facts/meta.md §0.5)', () => {
    expect(normalise({ code_verification_status: 'UNVERIFIED' }).codeVerification).toBe(
      'NOT_VERIFIED',
    );
    expect(normalise({ code_verification_status: 'NOT_VERIFIED' }).codeVerification).toBe(
      'NOT_VERIFIED',
    );
    expect(normalise({ code_verification_status: 'EXPIRED' }).codeVerification).toBe('EXPIRED');
  });

  test('the status UNVERIFIED stays what it is', () => {
    expect(normalise({ status: 'UNVERIFIED' }).status).toBe('UNVERIFIED');
  });

  test('quality NA is UNKNOWN', () => {
    expect(normalise({ quality_rating: 'NA' }).qualityRating).toBe('UNKNOWN');
  });

  test('host_platform is platform_type, which goes first', () => {
    expect(normalise({ host_platform: 'CLOUD_API' }).platformType).toBe('CLOUD_API');
    expect(
      normalise({ host_platform: 'CLOUD_API', platform_type: 'ON_PREMISE' }).platformType,
    ).toBe('ON_PREMISE');
  });
});

test('unknown values pass through as they came, in capitals', () => {
  expect(normalise({ status: ' Hibernating ', name_status: 'under_the_moon' })).toMatchObject({
    status: 'HIBERNATING',
    nameStatus: 'UNDER_THE_MOON',
  });
});

test('blank and null are absent', () => {
  expect(normalise({ status: ' ', platform_type: null, new_name_status: '' })).toMatchObject({
    status: null,
    platformType: null,
    newNameStatus: null,
  });
});

test('a new certificate counts when there is one', () => {
  expect(normalise({ new_certificate: 'Y2VydA==' }).hasNewCertificate).toBe(true);
  expect(normalise({ new_certificate: '' }).hasNewCertificate).toBe(false);
});

describe('callbacks', () => {
  test('each level; an absent key is unset', () => {
    expect(
      normalise({
        webhook_configuration: { application: 'https://app.example/', phone_number: '' },
      }).callbacks,
    ).toEqual({ read: true, phoneNumber: null, waba: null, application: 'https://app.example/' });
  });

  test('a field that was not asked for says nothing', () => {
    expect(normalise({}, ['webhook_configuration']).callbacks.read).toBe(false);
    expect(normalise({}, ['throughput']).callbacks.read).toBe(true);
  });
});

test('health entities without type, errors without code', () => {
  expect(normalise({ health_status: { entities: [{ errors: [{}] }] } }).health).toEqual([
    {
      type: 'UNKNOWN',
      canSend: null,
      errors: [{ code: null, description: null, solution: null }],
      notes: [],
    },
  ]);
});
