import type { DiagnosisRow } from '../diagnosis.js';

const OTHER_CHANNEL = 'Reach the person in another way; sending the same again does not help.';
const READ_DETAILS = 'Read the details, correct the request, and send it again.';
const MINUTE = 60;
const HOUR = 3_600;

// prettier-ignore
const HOST_THROTTLES = {
  textIncludes: ['code 429', 'status 429', 'too many requests'],
  likelyCauses: ['The host of the media limits how often Meta may fetch it.'],
  fix: 'Let the host serve Meta faster, or upload the media once and send its id.', retry: 'after', retryAfterS: 5 * MINUTE, whoseMove: 'operator', source: 'D26/PY',
} as const;

/** One message to one person: facts/meta.md §3.3. */
// One fact per line, so that it can be compared with its source.
// prettier-ignore
export const deliveryDiagnoses: readonly DiagnosisRow[] = [
  { code: 130403, meaning: 'The business has blocked this person.',
    likelyCauses: ['The person is on the block list of the number.'],
    fix: 'Unblock the person first.', whoseMove: 'operator', source: 'D26' },
  { code: 130472, meaning: "The person is in Meta's experiment, which withholds marketing messages. It was not charged.",
    likelyCauses: ['Meta withholds marketing messages from some people, to measure their effect.'],
    fix: OTHER_CHANNEL, whoseMove: 'none', source: 'D26' },
  { code: 131008, meaning: 'A parameter that must be there is missing.',
    likelyCauses: ['A parameter of the template is empty.', 'A fault in the request.'],
    fix: READ_DETAILS, whoseMove: 'operator', source: 'D26' },
  { code: 131009, meaning: 'The value of a parameter is not valid.',
    likelyCauses: ['A fault in the request; the details name the parameter.', 'The sending number is not added to the account.'],
    fix: READ_DETAILS, whoseMove: 'operator', source: 'D26' },
  { code: 131021, meaning: 'Sender and recipient are the same number.',
    likelyCauses: ['The number wrote to itself.'],
    fix: 'Choose another recipient.', whoseMove: 'operator', source: 'D26' },
  { code: 131026, meaning: 'The message cannot be delivered to this person. Meta does not say which cause it is.',
    likelyCauses: ['The number is not on WhatsApp.', "The person has not accepted WhatsApp's newest terms.", 'The person uses a very old WhatsApp.', 'The number is itself a business number that cannot receive this.'],
    fix: `Check the number, and ask the person to update WhatsApp. ${OTHER_CHANNEL}`, whoseMove: 'none', source: 'D26' },
  { code: 131030, meaning: 'The recipient is not in the list of allowed recipients.',
    likelyCauses: ['The sender is a test number, which may write to five people at most.', 'The Meta app is in development mode.', 'The list holds another form of the number (Argentina, Mexico).'],
    fix: 'Add the recipient in the App Dashboard in the form that Meta shows, or set the app live.', whoseMove: 'operator', source: 'CAP/PY' },
  { code: 131035, meaning: 'An inbound message was dropped, because the account stores nothing and the webhook did not take it.',
    likelyCauses: ['The webhook was not reachable.'],
    fix: 'Keep the webhook reachable; the message is lost.', whoseMove: 'operator', source: 'docs' },
  { code: 131047, meaning: 'More than 24 hours have passed since the person last wrote, so only a template may be sent.',
    likelyCauses: ['Free text outside of the service window.', 'The person has never written to this number.'],
    fix: 'Send an approved template in its place.', whoseMove: 'operator', source: 'D26/CAP' },
  { code: 131049, meaning: 'Meta did not deliver the marketing message, to keep the number of such messages per person low.',
    likelyCauses: ['The person got many marketing messages lately, from any business.', 'The person seldom reads them.'],
    fix: 'Wait 24 hours at least, and never try in a loop.', retry: 'after', retryAfterS: 24 * HOUR, whoseMove: 'time', source: 'D26' },
  { code: 131050, meaning: 'The person has stopped marketing messages from this business.',
    likelyCauses: ['The person chose to stop them in WhatsApp.'],
    fix: 'Send this person no marketing messages until they resume them.', whoseMove: 'none', source: 'D26' },
  { code: 131051, meaning: 'This type of message is not supported. On an inbound message: the person sent something that the API does not pass on.',
    likelyCauses: ['A type that the API does not know.'],
    fix: 'Send another type of message.', whoseMove: 'operator', source: 'D26/CAP' },
  { code: 131052, meaning: 'Media could not be downloaded.',
    likelyCauses: ['The link does not answer, or wants a login.', 'It answers with something that is not the media.', 'Its certificate is not valid.'],
    fix: 'Open the link from outside of your network; serve the file over https without login, then send again.', whoseMove: 'operator', source: 'D26/PY' },
  { code: 131052, ...HOST_THROTTLES, meaning: 'Media could not be downloaded, because its host answered that there were too many requests.' },
  { code: 131053, meaning: 'Media could not be uploaded: what the link or the id of the message holds was not taken.',
    likelyCauses: ['The link does not answer, or wants a login.', 'The type is not the one that the template wants.', 'The file is too large.'],
    fix: 'Check the link, type and size of the media, then send again.', whoseMove: 'operator', source: 'D26/PY' },
  { code: 131053, ...HOST_THROTTLES, meaning: 'Media could not be uploaded, because its host answered that there were too many requests.' },
  { code: 131055, meaning: 'This method is not allowed in the Marketing Messages API.',
    likelyCauses: ['The wrong endpoint for this kind of message.'],
    fix: 'Use the endpoint for this kind of message.', whoseMove: 'operator', source: 'D26' },
  { code: 131059, meaning: 'The cursor of a list is invalid or has expired.',
    likelyCauses: ['Paging was interrupted for too long.'],
    fix: 'Start the list again.', whoseMove: 'us', source: 'MD' },
  { code: 131060, meaning: 'An inbound message is not available through the API.',
    likelyCauses: ['The number is shared with the WhatsApp Business app.', 'The person uses a companion device that is not supported.', 'It was the first contact.'],
    fix: 'Read the message in the WhatsApp Business app.', whoseMove: 'customer', source: 'D26' },
  { code: 131062, meaning: 'This template cannot be sent to a business-scoped user id.',
    likelyCauses: ['One-tap, zero-tap and copy-code authentication templates need a phone number.'],
    fix: 'Send to the phone number of the person.', whoseMove: 'operator', source: 'PY/docs' },
  { code: 135000, meaning: 'Meta found the parameters of the request bad, without saying which.',
    likelyCauses: ['A fault in the request.'],
    fix: 'Compare the request with the template, correct it, and send it again.', whoseMove: 'operator', source: 'D26' },
  { code: 137000, meaning: 'The identity key hash of the person does not match.',
    likelyCauses: ['The person changed the device or the number.'],
    fix: 'Verify the person, then send again without the hash.', whoseMove: 'operator', source: 'docs' },
];
