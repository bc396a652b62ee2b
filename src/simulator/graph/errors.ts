/** A sentence Meta shows to people, in the two languages the simulator speaks. */
export interface Localised {
  readonly en: string;
  readonly pt: string;
}

/** One refusal of the Graph API, as data. */
export interface GraphErrorRow {
  readonly status: number;
  readonly code: number;
  readonly subcode?: number;
  readonly type?: 'GraphMethodException';
  readonly message: string;
  /** Becomes `error_data.details`. */
  readonly details?: string;
  readonly is_transient?: boolean;
  readonly title?: Localised;
  readonly user_msg?: Localised;
}

const CANNOT_CREATE_CERTIFICATE = {
  status: 400,
  code: 100,
  subcode: 2388001,
  message: 'Invalid parameter',
  title: { en: 'Cannot Create Certificate', pt: 'Não é possível criar o certificado' },
} as const;

/**
 * Every refusal that does not depend on the request's values. Sources: facts/meta.md §1.5–§1.10, §2.3 and §3.1–§3.2; the
 * Portuguese is ours: what matters is that it is not English unless `locale=en_US` asks for it.
 */
export const graphErrors = {
  template_exists: {
    status: 400,
    code: 100,
    subcode: 2388024,
    message: 'Invalid parameter',
    title: { en: 'Message template already exists', pt: 'O modelo de mensagem já existe' },
    user_msg: {
      en: 'There is already content in this language for this template. You can create a new template and try again.',
      pt: 'Já existe conteúdo nesse idioma para esse modelo.',
    },
  },
  no_token: {
    status: 401,
    code: 104,
    message: 'An access token is required to request this resource.',
  },
  token_unreadable: {
    status: 401,
    code: 190,
    message: 'Invalid OAuth access token - Cannot parse access token',
  },
  token_invalidated: {
    status: 401,
    code: 190,
    subcode: 467,
    message:
      'Error validating access token: The access token is invalid since the user has logged out.',
  },
  app_token_needed: {
    status: 400,
    code: 100,
    message:
      '(#100) You must provide an app access token, or a user access token that is an owner or developer of the app',
  },
  messaging_permission_missing: {
    status: 403,
    code: 10,
    message: '(#10) Application does not have permission for this action',
  },
  subscribe_refused: {
    status: 403,
    code: 200,
    message: '(#200) You do not have permission to access this WhatsApp Business account',
  },
  too_many_calls: {
    status: 400,
    code: 80008,
    message:
      '(#80008) There have been too many calls to this WhatsApp Business account. Wait a bit and try again.',
    is_transient: true,
  },
  unknown_error: {
    status: 500,
    code: 131000,
    message: '(#131000) Something went wrong',
    is_transient: true,
  },
  service_unavailable: {
    status: 500,
    code: 131016,
    message: '(#131016) Service unavailable',
    is_transient: true,
  },
  server_unavailable: {
    status: 503,
    code: 133004,
    message: '(#133004) Server Temporarily Unavailable',
    details: 'Server is temporarily unavailable. Please try again later.',
    is_transient: true,
  },
  account_locked: {
    status: 403,
    code: 131031,
    message: '(#131031) Business Account locked',
    details:
      'Business Account has been locked, or the data provided does not match (such as a wrong PIN).',
  },
  terms_not_accepted: {
    status: 403,
    code: 200,
    message:
      '(#200) You must accept the WhatsApp Business Cloud API terms before registering a number',
  },
  incomplete_deregistration: {
    status: 500,
    code: 133000,
    message: '(#133000) Incomplete Deregistration',
    details:
      'A previous deregistration attempt failed. Deregister the number again before registering it.',
  },
  pin_mismatch: {
    status: 400,
    code: 133005,
    message: '(#133005) Two step verification PIN Mismatch',
    details: 'Two-step verification PIN incorrect.',
  },
  verification_needed: {
    status: 400,
    code: 133006,
    message: '(#133006) Phone number re-verification needed',
    details: 'Phone number needs to be verified before registering.',
  },
  too_many_pin_guesses: {
    status: 400,
    code: 133008,
    message: '(#133008) Too Many two step verification PIN Guesses',
  },
  pin_guessed_too_fast: {
    status: 400,
    code: 133009,
    message: '(#133009) Two step verification PIN Guessed Too Fast',
  },
  not_registered: {
    status: 400,
    code: 133010,
    message: '(#133010) Account not registered',
    details: 'Phone number is not registered on the WhatsApp Business Platform.',
  },
  name_approval_needed: {
    status: 400,
    code: 131037,
    message:
      '(#131037) WhatsApp provided number needs display name approval before message can be sent',
  },
  recently_deleted: {
    status: 400,
    code: 133015,
    message: '(#133015) Please wait a few minutes before attempting to register this phone number',
    details:
      'The phone number you are attempting to register was recently deleted, and deletion has not yet completed. Wait 5 minutes before reattempting your request.',
  },
  register_rate_limited: {
    status: 400,
    code: 133016,
    message: '(#133016) Account register deregister rate limit exceeded',
    details:
      'Account registration or deregistration failed. There have been too many attempts for this phone number in a short period of time.',
  },
  invalid_pin_format: {
    status: 400,
    code: 100,
    subcode: 2388092,
    message: 'Invalid parameter',
    title: { en: 'Invalid PIN format', pt: 'Formato de PIN inválido' },
    user_msg: {
      en: 'The PIN must consist of exactly six digits.',
      pt: 'O PIN precisa ter exatamente seis dígitos.',
    },
  },
  name_not_processed: {
    ...CANNOT_CREATE_CERTIFICATE,
    user_msg: {
      en: 'Your display name could not be processed. Please edit your display name and try again.',
      pt: 'Não foi possível processar seu nome de exibição. Edite o nome e tente novamente.',
    },
  },
  existing_account: {
    ...CANNOT_CREATE_CERTIFICATE,
    user_msg: {
      en: 'This number is registered to an existing WhatsApp account. To use this number, disconnect it from the existing account.',
      pt: 'Este número está registrado em uma conta existente do WhatsApp. Para usá-lo, desconecte-o da conta existente.',
    },
  },
  two_step_on: {
    ...CANNOT_CREATE_CERTIFICATE,
    user_msg: {
      en: 'Two-step verification is enabled for this number. To use this number, two-step verification must be disabled first.',
      pt: 'A confirmação em duas etapas está ativada para este número. Desative-a para usar o número.',
    },
  },
  ownership_unconfirmed: {
    ...CANNOT_CREATE_CERTIFICATE,
    user_msg: {
      en: 'You need to confirm ownership of this phone number before it can be registered.',
      pt: 'Você precisa confirmar que é proprietário deste número antes de registrá-lo.',
    },
  },
  migration_blocked: {
    status: 400,
    code: 100,
    subcode: 2388103,
    message: 'Invalid parameter',
    title: { en: 'Cannot migrate phone number', pt: 'Não é possível migrar o número' },
    user_msg: {
      en: 'The display name of the phone number must be present and approved before it can be migrated.',
      pt: 'O nome de exibição do número precisa existir e estar aprovado antes da migração.',
    },
  },
  code_cooldown: {
    status: 400,
    code: 136024,
    subcode: 2388091,
    message: 'Request code error',
    title: { en: "We couldn't send the code", pt: 'Não foi possível enviar o código' },
    user_msg: {
      en: 'Please try again after a while.',
      pt: 'Tente novamente depois de algum tempo.',
    },
  },
  already_verified: {
    status: 400,
    code: 136024,
    message: '(#136024) Request code error',
    details: 'The phone number is already verified.',
  },
  wrong_code: {
    status: 400,
    code: 136025,
    subcode: 2388093,
    message: 'Verify code error',
    title: { en: "We couldn't verify the code", pt: 'Não foi possível verificar o código' },
    user_msg: {
      en: 'The code you entered is incorrect. Check the code or request a new one.',
      pt: 'O código inserido está incorreto. Confira o código ou solicite outro.',
    },
  },
  expired_code: {
    status: 400,
    code: 136025,
    subcode: 2388093,
    message: 'Verify code error',
    title: { en: "We couldn't verify the code", pt: 'Não foi possível verificar o código' },
    user_msg: {
      en: 'The code you entered has expired. Request a new one.',
      pt: 'O código inserido expirou. Solicite outro.',
    },
  },
  register_on_coexistence: {
    status: 400,
    code: 100,
    message: '(#100) Register endpoint is not available for API solution for SMB businesses.',
  },
  deregister_on_coexistence: {
    status: 400,
    code: 100,
    message: '(#100) Deregister endpoint is not available for API solution for SMB businesses.',
  },
  request_code_on_coexistence: {
    status: 400,
    code: 100,
    message: '(#100) Request code endpoint is not available for API solution for SMB businesses.',
  },
  deregister_not_registered: {
    status: 400,
    code: 100,
    subcode: 2207051,
    message: '(#100) Invalid parameter',
    details: 'The phone number is not registered.',
  },
  not_subscribed_to_messages: {
    status: 400,
    code: 100,
    message:
      '(#100) Before override the current callback uri, your app must be subscribed to receive messages for WhatsApp Business Account.',
  },
  number_already_listed: {
    status: 400,
    code: 100,
    subcode: 2388012,
    message: 'Invalid parameter',
    title: { en: 'Phone number already added', pt: 'Número já adicionado' },
    user_msg: {
      en: 'This phone number is already in your list.',
      pt: 'Este número já está na sua lista.',
    },
  },
  code_already_exchanged: {
    status: 400,
    code: 100,
    subcode: 36009,
    message: 'This authorization code has been used.',
  },
  code_exchange_expired: {
    status: 400,
    code: 100,
    subcode: 36007,
    message: 'This authorization code has expired.',
  },
  code_exchange_invalid: { status: 400, code: 100, message: 'Invalid verification code format.' },
  app_data_not_on_app: {
    status: 400,
    code: 100,
    message: '(#100) The phone number is not on the WhatsApp Business app.',
  },
  app_data_shared_already: {
    status: 400,
    code: 2593107,
    message: '(#2593107) Synchronization was requested too often.',
  },
  app_data_too_late: {
    status: 400,
    code: 2593108,
    message: '(#2593108) Synchronization was requested outside of the allowed 24 hours.',
  },
  wrong_app_secret: { status: 400, code: 1, message: 'Error validating client secret.' },
  renames_exhausted: {
    status: 400,
    code: 100,
    message: '(#100) Invalid parameter',
    details: 'The display name was changed too many times. You can change it 10 times in 30 days.',
  },
} as const satisfies Record<string, GraphErrorRow>;

/** The name by which a scenario asks for a refusal. */
export type GraphErrorName = keyof typeof graphErrors;
