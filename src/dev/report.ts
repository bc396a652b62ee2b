/** Takes one line that tells the person waiting what is happening, without a trailing newline. */
export type Report = (line: string) => void;
