export { onboardNumber } from './onboard-number.js';
