using System.Globalization;
using Governance.Transparency;

namespace Governance.Cli.Output;

/// <summary>Findings of a verification as the checks that reports for pipelines list.</summary>
internal static class FindingItems
{
    /// <summary>One finding as a check.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="number">Its place, from 0.</param>
    /// <param name="subject">What was verified: <c>audit</c> or <c>report</c>.</param>
    /// <param name="file">The file it was read from, or null.</param>
    public static CheckItem ToItem(this VerificationFinding finding, int number, string subject, string? file) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"finding-{number + 1}"),
            subject,
            CheckSeverity.Critical,
            finding.Kind.ToOutcome(),
            finding.Sentence
        )
        {
            File = file,
        };

    /// <summary>A note is no check: it neither passes nor fails.</summary>
    public static CheckOutcome ToOutcome(this FindingKind kind) =>
        kind switch
        {
            FindingKind.Proven => CheckOutcome.Pass,
            FindingKind.Failed => CheckOutcome.Fail,
            _ => CheckOutcome.NotApplicable,
        };
}
