// The currencies of ISO 4217 in use, by how many decimals their minor unit has: the server's own table (cgi/currency.c; a
// test holds the two against each other). Not Intl's digits, which for some (HUF, IQD, ALL …) are CLDR's custom
// rather than the standard's.
const codes: Record<0 | 2 | 3, string> = {
    0: `
        BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF`,
    2: `
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY
        COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
        IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR
        MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG
        SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES
        WST XCD XCG YER ZAR ZMW ZWG`,
    3: `
        BHD IQD JOD KWD LYD OMR TND`,
};

const decimals = new Map<string, number>();
for (const [digits, list] of Object.entries(codes)) {
    for (const code of list.trim().split(/\s+/)) decimals.set(code, Number(digits));
}

// All codes, in order.
export const currencies: readonly string[] = [...decimals.keys()].sort();

export const isCurrency = (code: string): boolean => decimals.has(code);

// How many decimals amounts of a currency have; throws for a code that is not in use.
export function decimalsOf(code: string): number {
    const digits = decimals.get(code);
    if (digits === undefined) throw new RangeError(`not a currency in use: ${code}`);
    return digits;
}
