namespace Governance.Domain.Reports;

/// <summary>Refusals of reports.</summary>
public static class ReportRefusals
{
    /// <summary>No such report.</summary>
    public static Refusal NotFound { get; } = new("report.not-found", $"There is no report with this ID.", RefusalKind.NotFound);

    /// <summary>Not made yet, or failed.</summary>
    public static Refusal NotReady(ReportState state) =>
        new(
            "report.not-ready",
            $"This report is not ready: its state is {Sentence.Word(state)}. Try again later, or create it again if it failed.",
            RefusalKind.Conflict
        );

    /// <summary>A kind this version does not make.</summary>
    public static Refusal KindUnknown(IEnumerable<string> known) =>
        Refusal.Field("report.kind-unknown", "kind", $"Choose a kind of report: {string.Join(", ", known)}.");

    /// <summary>A format this kind does not have.</summary>
    public static Refusal FormatUnknown(IEnumerable<string> known) =>
        Refusal.Field(
            "report.format-unknown",
            "format",
            $"Choose a format in which this kind of report is available: {string.Join(", ", known)}."
        );

    /// <summary>A language the document is not written in.</summary>
    public static Refusal LanguageUnknown(IEnumerable<string> known) =>
        Refusal.Field(
            "report.language-unknown",
            "language",
            $"Choose a language in which this report is available: {string.Join(", ", known)}."
        );

    /// <summary>Two reports that cannot be compared.</summary>
    public static Refusal NotComparable(Sentence message) => Refusal.Field("report.not-comparable", "since", message);

    /// <summary>Subject is nothing.</summary>
    public static Refusal SubjectUnknown(Sentence message) => Refusal.Field("report.subject-unknown", "subject", message);

    /// <summary>The queue is full.</summary>
    public static Refusal TooManyWaiting { get; } =
        new(
            "report.too-many-waiting",
            $"Too many reports of everyone together are waiting. Try again when some of them are ready.",
            RefusalKind.TooMany
        );

    /// <summary>The person has their share of the queue.</summary>
    /// <param name="most">As many as one person may have waiting.</param>
    public static Refusal TooManyOfYours(int most) =>
        new(
            "report.too-many-waiting",
            $"{most} of your reports are waiting, the maximum for one person and their keys. Try again when some of them are ready.",
            RefusalKind.TooMany
        );

    /// <summary>Nothing to say yet.</summary>
    public static Refusal NothingToReport(Sentence message) => Refusal.Field("report.nothing-to-report", "subject", message);

    /// <summary>Another node is making it, or it is finished.</summary>
    public static Refusal NotWaiting(ReportState state) =>
        new("report.not-waiting", $"This report is already {Sentence.Word(state)}.", RefusalKind.Conflict);

    /// <summary>No renderer.</summary>
    public static Refusal RendererMissing { get; } =
        new(
            "report.renderer-missing",
            $"PDF reports are not available: no Chromium was found. Ask an administrator to set Reports__ChromiumPath.",
            RefusalKind.Unavailable
        );
}
