/** A code of Meta's, alone or with a subcode. */
export interface MetaCode {
  readonly code: number;
  readonly subcode: number | null;
}

const codes = (list: string): readonly MetaCode[] =>
  list.split(/\s+/).map((key) => {
    const [code = NaN, subcode = null] = key.split('/').map(Number);
    return { code, subcode };
  });

/**
 * Every code in the tables of facts/meta.md §1.2 and §3.1–§3.3, copied by hand: by whether, and after how many seconds, to try again, as the column
 * "Retry" says. Of a range both ends and one between.
 */
export const metaCodes: readonly {
  readonly retry: 'no' | 'now' | 'after';
  readonly retryAfterS: number | null;
  readonly codes: readonly MetaCode[];
}[] = [
  { retry: 'now', retryAfterS: null, codes: codes('1 2 131000 131016 133004') },
  // Meta does not say how long.
  { retry: 'after', retryAfterS: null, codes: codes('131045 131064') },
  { retry: 'after', retryAfterS: 5, codes: codes('130429 130429/2494055') },
  { retry: 'after', retryAfterS: 6, codes: codes('131056') },
  { retry: 'after', retryAfterS: 120, codes: codes('131057') },
  { retry: 'after', retryAfterS: 300, codes: codes('133009 133015 2494100 100/2494100') },
  { retry: 'after', retryAfterS: 600, codes: codes('134101') },
  {
    retry: 'after',
    retryAfterS: 3_600,
    codes: codes(
      `4 4/2446079 17 32 341 613 80007 80007/2446079 80008 80012 100/2388004 136024 136024/2388091 132069`,
    ),
  },
  { retry: 'after', retryAfterS: 10_800, codes: codes('132015') },
  { retry: 'after', retryAfterS: 43_200, codes: codes('133008') },
  { retry: 'after', retryAfterS: 86_400, codes: codes('131049') },
  { retry: 'after', retryAfterS: 259_200, codes: codes('133016') },
  {
    retry: 'no',
    retryAfterS: null,
    codes: [
      ...codes(
        `0 3 10 33 100 100/33 100/36009 100/2494010 102 104 190 190/458 190/459 190/460 190/463 190/464 190/467 190/492 192
         200 200/1349174 200/1349175 200/1349176 201 250 299 300 368 506 803 2200 200000 200002 200005 200006 200007`,
      ),
      ...codes(
        `100/2388001 100/2388012 100/2388091 100/2388092 100/2388093 100/2388103 100/2388386 100/2207051 136025 136025/2388093
         131031 133000 133001 133002 133003 133005 133006 133007 133010 141000 141002 141006 141010
         2593079 2593085 2593107 2593108 2593109 147001 147003 147005 1752041`,
      ),
      ...codes(
        `130403 130472 130497 130501 131005 131008 131009 131020 131021 131026 131030 131035 131037 131041 131042 131044 131047
         131048 131050 131051 131052 131053 131055 131059 131060 131062 131063 131201 131208 131215
         132000 132001 132001/2494073 132005 132007 132008 132012 132016 132018 132068 134011 134100 134102 135000 137000
         138000 138012 138024 138025 139000 139002 139004 139100 139102 139103
         100/2388019 100/2388023 100/2388024 100/2388039 100/2388040 100/2388047 100/2388072 100/2388073
         100/2388293 100/2388299 100/2494160 200/2494160`,
      ),
    ],
  },
];
