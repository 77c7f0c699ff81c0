using Governance.Domain.Reports;
using Governance.Localisation;
using Governance.Portal.Compliance.Reports.Committee;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Pages;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Reports in the words of the pages.</summary>
internal static class ReportLabels
{
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
    public static string About(string subject) =>
        subject == "*" ? "The whole register"
        : CommitteePeriod.Read(subject) is { } period ? period.Words
        : subject;

    /// <summary>The document's language by its own name, where it is not the reader's; null where it is, and for programs.</summary>
    public static string? OtherLanguage(ReportView report) =>
        report.Format == "json" || report.Language == Languages.Current ? null : Languages.NameOf(report.Language);

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
            { Kind: "committee-pack" } => "/",
            { Kind: "explanation" } => ComplianceAddresses.Explanation(report.Subject),
            { Kind: "risk-register" } => "/risks",
            { Kind: "audit-extract" } => "/audit",
            { Kind: "oscal" } => $"/compliance/systems/{report.Subject}",
            _ when report.Subject.StartsWith("SYS-", StringComparison.Ordinal) =>
                $"/compliance/systems/{report.Subject}/technical-file?document={report.Kind}",
            _ => $"/approvals/{report.Subject}",
        };
}
