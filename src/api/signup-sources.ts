/** Where Meta's script and its pop-up come from, or who plays them. */
export function signupSources(sdkUrl: string | undefined): { sdk: string; dialog: string } {
  if (sdkUrl === undefined)
    return { sdk: 'https://connect.facebook.net', dialog: 'https://www.facebook.com' };
  const { origin } = new URL(sdkUrl);
  return { sdk: origin, dialog: origin };
}
