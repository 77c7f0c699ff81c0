using Governance.Domain.Documents;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Layout;

/// <summary>
/// Countries in words: those of the Union and its neighbours, in which systems are used. The portal runs without a database of cultures.
/// </summary>
public static class CountryLabels
{
    /// <summary>Codes of countries, which records keep, as words that documents print: <c>DE, FR</c>.</summary>
    public static PortalWords Words(IReadOnlyList<string> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return new PortalWords(string.Join(", ", codes)) { Said = () => string.Join(", ", codes.Select(Name)) };
    }

    /// <summary>The name of a country; the code of one that is not in the list stays.</summary>
    public static string Name(string code) =>
        code switch
        {
            "AT" => T["Austria"],
            "BE" => T["Belgium"],
            "BG" => T["Bulgaria"],
            "CH" => T["Switzerland"],
            "CY" => T["Cyprus"],
            "CZ" => T["Czechia"],
            "DE" => T["Germany"],
            "DK" => T["Denmark"],
            "EE" => T["Estonia"],
            "EL" or "GR" => T["Greece"],
            "ES" => T["Spain"],
            "FI" => T["Finland"],
            "FR" => T["France"],
            "GB" => T["United Kingdom"],
            "HR" => T["Croatia"],
            "HU" => T["Hungary"],
            "IE" => T["Ireland"],
            "IS" => T["Iceland"],
            "IT" => T["Italy"],
            "LT" => T["Lithuania"],
            "LU" => T["Luxembourg"],
            "LV" => T["Latvia"],
            "NL" => T["Netherlands"],
            "NO" => T["Norway"],
            "PL" => T["Poland"],
            "RO" => T["Romania"],
            "SE" => T["Sweden"],
            "SI" => T["Slovenia"],
            "SK" => T["Slovakia"],
            "US" => T["United States"],
            // The same in every language that the portal has.
            "LI" => "Liechtenstein",
            "MT" => "Malta",
            "PT" => "Portugal",
            _ => code,
        };
}
