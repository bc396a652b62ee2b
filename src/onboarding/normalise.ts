import type { HealthStatus, PhoneNumberNode } from '../graph/schemas.js';

type GraphHealthEntity = NonNullable<HealthStatus['entities']>[number];

/** One entity of `health_status`. Source: facts/meta.md §1.2. */
export interface HealthEntity {
  readonly type: string;
  readonly canSend: string | null;
  readonly errors: readonly {
    readonly code: number | null;
    readonly description: string | null;
    readonly solution: string | null;
  }[];
  readonly notes: readonly string[];
}

/**
 * The phone number node with synonyms folded and unknown values passed through as they came. Null = Meta did not say.
 * Source: facts/meta.md §0.5, §1.1.
 */
export interface PhoneNode {
  readonly displayPhoneNumber: string | null;
  readonly verifiedName: string | null;
  readonly status: string | null;
  readonly platformType: string | null;
  readonly codeVerification: string | null;
  readonly nameStatus: string | null;
  readonly newDisplayName: string | null;
  readonly newNameStatus: string | null;
  readonly hasNewCertificate: boolean;
  readonly isOnBizApp: boolean | null;
  readonly isPinEnabled: boolean | null;
  readonly qualityRating: string | null;
  readonly throughputLevel: string | null;
  readonly messagingLimit: string | null;
  readonly accountMode: string | null;
  readonly isOfficialBusinessAccount: boolean | null;
  readonly lastOnboardedAt: string | null;
  readonly canSend: string | null;
  readonly health: readonly HealthEntity[];
  /** The WhatsApp account that `health_status` counts it to; absent where Meta does not say. Source: facts/meta.md §1.2. */
  readonly wabaId?: string;
  /** Effective callback URLs per level; absent = unset. `read` is false where Meta did not return the field at all. */
  readonly callbacks: {
    readonly read: boolean;
    readonly phoneNumber: string | null;
    readonly waba: string | null;
    readonly application: string | null;
  };
}

const upper = (value: string | null | undefined): string | null =>
  value === null || value === undefined || value.trim() === '' ? null : value.trim().toUpperCase();

const text = (value: string | null | undefined): string | null => value ?? null;

function wabaOf({ health_status: health }: PhoneNumberNode): { wabaId?: string } {
  const id = health?.entities?.find(({ entity_type: type }) => upper(type) === 'WABA')?.id;
  return id === null || id === undefined ? {} : { wabaId: id };
}

function toEntity(entity: GraphHealthEntity): HealthEntity {
  return {
    type: upper(entity.entity_type) ?? 'UNKNOWN',
    canSend: upper(entity.can_send_message),
    errors: (entity.errors ?? []).map((error) => ({
      code: error.error_code ?? null,
      description: text(error.error_description),
      solution: text(error.possible_solution),
    })),
    notes: entity.additional_info ?? [],
  };
}

/** Meta gives them in any order (facts/meta.md §1.2); a fixed one makes two equal readings equal. */
const byType = (one: HealthEntity, other: HealthEntity): number =>
  one.type < other.type ? -1 : one.type > other.type ? 1 : 0;

/** Reads Graph's node JSON; promises never to throw for unknown values. `droppedFields` were not asked for, so their absence says nothing. */
export function normaliseNode(
  node: PhoneNumberNode,
  droppedFields: readonly string[] = [],
): PhoneNode {
  const configuration = node.webhook_configuration;
  const quality = upper(node.quality_rating);
  const codeVerification = upper(node.code_verification_status);
  return {
    displayPhoneNumber: text(node.display_phone_number),
    verifiedName: text(node.verified_name),
    status: upper(node.status),
    platformType: upper(node.platform_type ?? node.host_platform),
    // OpenAPI says UNVERIFIED where every capture says NOT_VERIFIED.
    codeVerification: codeVerification === 'UNVERIFIED' ? 'NOT_VERIFIED' : codeVerification,
    nameStatus: upper(node.name_status),
    newDisplayName: text(node.new_display_name),
    newNameStatus: upper(node.new_name_status),
    hasNewCertificate: Boolean(node.new_certificate),
    isOnBizApp: node.is_on_biz_app ?? null,
    isPinEnabled: node.is_pin_enabled ?? null,
    qualityRating: quality === 'NA' ? 'UNKNOWN' : quality,
    throughputLevel: upper(node.throughput?.level),
    messagingLimit: upper(node.whatsapp_business_manager_messaging_limit),
    accountMode: upper(node.account_mode),
    isOfficialBusinessAccount: node.is_official_business_account ?? null,
    lastOnboardedAt: text(node.last_onboarded_time),
    canSend: upper(node.health_status?.can_send_message),
    health: (node.health_status?.entities ?? []).map(toEntity).toSorted(byType),
    ...wabaOf(node),
    callbacks: {
      read: !droppedFields.includes('webhook_configuration'),
      phoneNumber: text(configuration?.phone_number) || null,
      waba: text(configuration?.whatsapp_business_account) || null,
      application: text(configuration?.application) || null,
    },
  };
}
