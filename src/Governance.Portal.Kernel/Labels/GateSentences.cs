using System.Text.RegularExpressions;
using Governance.Portal.Kernel.Components;
using static Governance.Portal.Kernel.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Sentences and values that the evaluator of a gate wrote, as people read them.</summary>
public static partial class GateSentences
{
    /// <summary>
    /// A sentence or value of a result in the language in force, its numbers too. What the evaluator wrote is stored in English and stays
    /// so.
    /// </summary>
    public static string Say(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (SizedArtifact().Match(text) is { Success: true } sized)
        {
            return $"{sized.Groups[1].Value}, {T["{0} bytes", Formats.Numbers(sized.Groups[2].Value)]}";
        }

        // A rule about several pieces of evidence says of each what is wrong, and then what to do.
        if (Several().Split(text) is { Length: > 1 } several)
        {
            return string.Join(" ", several.Select(Say));
        }

        if (MeasureSentences.Missed(text) is { } missed)
        {
            return missed;
        }

        // Sentences of so few letters could be anyone's, so they are not looked for in what people wrote; here they are ours.
        return Measured().Match(text) is { Success: true } measured
                ? T["{0} is {1}.", T.Say(measured.Groups[1].Value)!, Formats.Numbers(measured.Groups[2].Value)]
            : Signed().Match(text) is { Success: true } signed ? T["{0} by {1}", signed.Groups[1].Value, signed.Groups[2].Value]
            : Formats.Numbers(T.Say(text) ?? "");
    }

    [GeneratedRegex(@"^([0-9a-f]{12,64}…?), ([0-9,]+) bytes$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SizedArtifact();

    [GeneratedRegex(
        @"(?<=[.…]) (?=(?:EVD|SYS|VAL)-[0-9]+ |STP-[0-9]+: |The training of |Appoint more |Open and |No validation |The result was known "
            + @"|No [a-z-]+ evidence of this version |There is no [a-z-]+ evidence |Evidence of kind [a-z-]+ never )",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Several();

    [GeneratedRegex(@"^(.+) is (-?[0-9][0-9.,]*[0-9]|[0-9])\.$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Measured();

    [GeneratedRegex(@"^((?:oms-|dsse)\S*) by (\S+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Signed();
}
