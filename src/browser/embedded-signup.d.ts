/** What a finished sign-up hands to `POST /v1/embedded-signups`. */
export interface FinishedSignup {
  readonly code: string;
  readonly waba_id: string | null;
  readonly phone_number_id: string | null;
  readonly business_id: string | null;
  readonly coexistence: boolean;
}

export declare class SignupError extends Error {
  readonly reason: 'cancelled' | 'failed' | 'closed' | 'no_code' | 'sdk_unreachable';
  readonly details: Readonly<Record<string, string | undefined>>;
}

interface WindowMessage {
  readonly origin: string;
  readonly data: unknown;
}

export declare function readSignupMessage(
  message: WindowMessage,
  origins?: readonly string[],
): { readonly kind: string; readonly error?: SignupError } | null;

export declare function joinSignup(options?: {
  readonly origins?: readonly string[];
  readonly waitMs?: number;
}): {
  readonly result: Promise<FinishedSignup>;
  readonly onMessage: (message: WindowMessage) => void;
  readonly onLogin: (
    response: { readonly authResponse?: { readonly code?: string } | null } | null,
  ) => void;
};

export declare function embeddedSignup(options: {
  readonly configId: string;
  readonly coexistence?: boolean;
  readonly origins?: readonly string[];
}): Promise<FinishedSignup>;

export declare function loadSdk(options: {
  readonly appId: string;
  readonly graphVersion?: string;
  readonly sdkUrl?: string;
}): Promise<void>;
