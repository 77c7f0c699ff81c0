using Governance.Domain.Kpis;
using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Compliance.Reports.Committee;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Pages;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Reports in the words of the pages.</summary>
internal static class ReportLabels
{
    private const int DigestLength = 64;
    private const int MaxText = 160;

    /// <summary>Where a report stands.</summary>
    public static (Tone Tone, string Word) State(ReportState state) =>
        state switch
        {
            ReportState.Queued => (Tone.Idle, "Waiting"),
            ReportState.Running => (Tone.Info, "Being created"),
            ReportState.Ready => (Tone.Pass, "Ready"),
            ReportState.Failed => (Tone.Fail, "Not created"),
        };

    /// <summary>What a report is about.</summary>
    public static Wording About(string subject) =>
        subject == "*" ? Wording.Text($"The whole register")
        : CommitteePeriod.Read(subject) is { } period ? Wording.Sentence(period.Words)
        : Wording.Verbatim(subject);

    /// <summary>Where a report stands; one whose required points are missing is not simply ready.</summary>
    public static (Tone Tone, string Word) State(ReportView report) =>
        report is { State: ReportState.Ready, MissingPoints: > 0 and var missing }
            ? (
                Tone.Fail,
                missing == 1 ? "Incomplete: 1 required point missing" : $"Incomplete: {Formats.Count(missing)} required points missing"
            )
            : State(report.State);

    /// <summary>The document's language, in the reader's, where it is another one; null where it is not, and for programs.</summary>
    public static string? OtherLanguage(ReportView report) =>
        report.Format == "json" || report.Language == Languages.Current
            ? null
            : report.Language switch
            {
                "en" => T["In English"],
                "de" => T["In German"],
                var other => Languages.NameOf(other),
            };

    /// <summary>The page of what a report is about.</summary>
    public static string AddressOf(ReportView report) =>
        report switch
        {
            { Kind: "drift" } when report.Subject.Split('@') is [var model, var version] =>
                $"/monitoring/{model}?version={Uri.EscapeDataString(version)}",
            { Kind: "model-card" } when report.Subject.Split('@') is [var model, var version] =>
                $"/models/{model}/versions/{Uri.EscapeDataString(version)}?tab=model-card",
            { Kind: "system-card" } => $"/compliance/systems/{report.Subject}",
            { Kind: "serious-incident" } => $"/incidents/{report.Subject}",
            { Kind: "validation" } => "/model-risk",
            { Kind: "committee-pack" or GroupFigure.ReportKind } => "/",
            { Kind: "competences" } => ComplianceAddresses.Competences,
            { Kind: "explanation" } => ComplianceAddresses.Explanation(report.Subject),
            { Kind: "risk-register" } => "/risks",
            { Kind: "audit-extract" } => "/audit",
            { Kind: "oscal" } => $"/compliance/systems/{report.Subject}",
            _ when report.Subject.StartsWith("SYS-", StringComparison.Ordinal) =>
                $"/compliance/systems/{report.Subject}/technical-file?document={report.Kind}",
            _ => $"/approvals/{report.Subject}",
        };

    /// <summary>
    /// What of a report changed, for the names of <see cref="TwinFacts"/>; measures and fields of records have their own.
    /// </summary>
    public static string Fact(string what) =>
        what switch
        {
            "state" => T["State"],
            "text" => T["Text"],
            "status" => T["Status"],
            "value" => T["Value"],
            "wanted" => T["Decision requested"],
            "residual score" => T["Score"],
            "out of policy since" => T["Out of policy since"],
            _ => T.Recorded(what),
        };

    /// <summary>
    /// A value before or after: digests are shortened, long texts cut. What people wrote stays as it is. Null for none.
    /// </summary>
    public static string? Value(string what, string? value) =>
        value switch
        {
            null => null,
            { Length: DigestLength } when value.All(char.IsAsciiHexDigitLower) => Formats.ShortDigest(value),
            { Length: > MaxText } => value[..MaxText] + "…",
            _ => what is "text" ? value : RecordedValue.Say(value),
        };
}
