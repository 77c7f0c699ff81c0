using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Components.Values;

/// <summary>Words in which no id, no article and no bound is broken.</summary>
public sealed partial class Unbroken
{
    /// <summary>The words, in the reader's language.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    // Its group makes every second piece of the split one that stays whole.
    [GeneratedRegex(
        @"(\b[A-Z]{3,5}-[0-9]{2,}\b"
            + @"|\b(?:Art\.|Annex(?:es)?|Anhang|Anhänge) (?:[0-9]+[a-z]?\b|[IVX]+\b(?:-[IVX]+\b)?)(?:-?\([0-9a-z]+\))*"
            + @"(?: (?:Abs|Unterabs|Nr|Buchst|Ziff)\. [0-9a-z]+\b(?: bis [0-9a-z]+\b)?)*"
            + @"|(?:\bn )?[=<>≤≥] [0-9][0-9.,]*)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Whole();
}
