using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Components.Values;

/// <summary>Words in which no id, no article, no day and no bound is broken.</summary>
public sealed partial class Unbroken
{
    /// <summary>The words, in the reader's language.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    // Its group makes every second piece of the split one that stays whole.
    [GeneratedRegex(
        @"(\b[A-Z]{3,5}-[0-9]{2,}\b"
            + @"|\b(?:Art\.|Annex(?:es)?|Anhang|Anhänge) (?:[0-9]+[a-z]?\b|[IVX]+\b(?:-[IVX]+\b)?)(?:-?\([0-9a-z]+\))*"
            + @"(?: (?:Section|Abschnitt) [A-Z]\b)?(?: (?:Abs|Unterabs|Nr|Buchst|Ziff)\. [0-9a-z]+\b(?: bis [0-9a-z]+\b)?)*"
            + @"|\b[0-9]{1,2}\.?[ \u00A0](?:Jan(?:uary?)?|Feb(?:ruary?)?|Mar(?:ch)?|März|Apr(?:il)?|Ma[iy]|Ju(?:ne?|ni|ly?|li)|Aug(?:ust)?"
            + @"|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)\b\.?(?:[ \u00A0][0-9]{4}\b)?"
            + @"|\bin [0-9][0-9.,]*[ \u00A0](?:d\b|h\b|Tag(?:en)?\b|Std\.)"
            + @"|\(?[0-9][0-9.,]*[ \u00A0\u202F]%\)?"
            + @"|\b[a-z]{2}(?:-[a-z]+){1,2}-[0-9]\b"
            + @"|(?:\bn )?[=<>≤≥] [0-9][0-9.,]*(?:[ \u00A0\u202F]%)?)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Whole();
}
