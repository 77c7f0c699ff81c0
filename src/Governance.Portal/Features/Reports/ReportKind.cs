using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Reporting;

namespace Governance.Portal.Features.Reports;

/// <summary>Gathers what one kind of report says. Everything is read from what is stored; nothing is computed anew, and nothing is laid out here.</summary>
public interface IReportBuilder
{
    /// <summary>The kind as the API spells it: <c>approval-record</c>.</summary>
    string Kind { get; }

    /// <summary>The right to see what it shows, beside the right to reports.</summary>
    Permission Shows => Permission.ReadReports;

    /// <summary>Formats it can be had in, the usual one first.</summary>
    IReadOnlyList<string> Formats => ReportKinds.Formats;

    /// <summary>What it can be about, the newest first, for a person who chooses.</summary>
    /// <param name="db">Read only.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct);

    /// <summary>The subject in the one spelling the log uses, or the refusal that says what is wrong with it.</summary>
    /// <param name="db">Read only.</param>
    /// <param name="subject">As the caller wrote it.</param>
    /// <param name="ct">Cancels.</param>
    Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct);

    /// <summary>Gathers the facts as they are now. What cannot be read becomes a gap, never a zero.</summary>
    /// <param name="subject">A subject that <see cref="FindAsync"/> answered.</param>
    /// <param name="document">What is true of the document itself.</param>
    /// <param name="ct">Cancels.</param>
    Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct);
}

/// <summary>Something a report can be about.</summary>
/// <param name="Subject">As it is asked for.</param>
/// <param name="Words">For people.</param>
public sealed record ReportChoice(string Subject, string Words);

/// <summary>The kinds of reports made here.</summary>
public sealed class ReportKinds(IEnumerable<IReportBuilder> builders)
{
    private readonly Dictionary<string, IReportBuilder> _builders = builders.ToDictionary(b => b.Kind, StringComparer.Ordinal);

    /// <summary>Choices shown at most.</summary>
    public const int MostChoices = 200;

    /// <summary>Formats of most kinds.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["pdf", "html", "json"];

    /// <summary>Finds the builder of a kind.</summary>
    public Result<IReportBuilder> Find(string? kind) =>
        kind is not null && _builders.TryGetValue(kind, out var builder) ? Result<IReportBuilder>.Done(builder) : ReportRefusals.KindUnknown(_builders.Keys.Order(StringComparer.Ordinal));

    /// <summary>Every kind made here, in alphabetical order.</summary>
    public IReadOnlyList<string> All => [.. _builders.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The kind in words, as the page is named.</summary>
    public static string Words(string kind) => kind switch
    {
        "approval-record" => "Approval record",
        "drift" => "Drift report",
        "annex-iv" => "Technical documentation (Annex IV)",
        "fria" => "Fundamental rights impact assessment",
        "declaration-of-conformity" => "EU declaration of conformity",
        "registration" => "Registration data",
        "pmm-plan" => "Post-market monitoring plan",
        "pmm-report" => "Post-market monitoring report",
        "nist-ai-rmf" => "NIST AI RMF profile",
        "iso-42001" => "ISO/IEC 42001 statement of applicability",
        "risk-register" => "Risk register",
        "audit-extract" => "Audit extract",
        "oscal" => "OSCAL assessment results",
        "model-card" => "Model card",
        "system-card" => "System card",
        "serious-incident" => "Serious incident report (Art. 73)",
        _ => kind,
    };

    /// <summary>Media type of a format's bytes.</summary>
    public static string MediaType(string format) => format switch
    {
        "pdf" => "application/pdf",
        "html" => "text/html; charset=utf-8",
        "json" => "application/json",
        _ => "application/octet-stream",
    };
}
