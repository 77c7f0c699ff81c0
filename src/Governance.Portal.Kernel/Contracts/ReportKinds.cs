using Governance.Data;
using Governance.Domain;
using Governance.Domain.Kpis;
using Governance.Domain.Reports;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>The kinds of reports made here.</summary>
public sealed class ReportKinds(IEnumerable<IReportBuilder> builders)
{
    private readonly Dictionary<string, IReportBuilder> _builders = builders.ToDictionary(b => b.Kind, StringComparer.Ordinal);

    /// <summary>Choices shown at most.</summary>
    public const int MaxChoices = 200;

    /// <summary>Formats of most kinds.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["pdf", "html", "json"];

    /// <summary>Languages of most kinds.</summary>
    public static IReadOnlyList<string> Languages { get; } = [.. Governance.Localisation.Languages.All.Select(l => l.Tag)];

    /// <summary>Finds the builder of a kind.</summary>
    public Result<IReportBuilder> Find(string? kind) =>
        kind is not null && _builders.TryGetValue(kind, out var builder)
            ? Result<IReportBuilder>.Done(builder)
            : ReportRefusals.KindUnknown(_builders.Keys.Order(StringComparer.Ordinal));

    /// <summary>The language of a document: the one asked for, or the usual one, or a refusal that names those there are.</summary>
    /// <param name="builder">Of its kind.</param>
    /// <param name="db">Read only.</param>
    /// <param name="subject">A subject that the builder found.</param>
    /// <param name="format">JSON is for programs, which all read the same.</param>
    /// <param name="language">Asked for; null for the usual one.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Result<string>> LanguageAsync(
        IReportBuilder builder,
        GovernanceDbContext db,
        string subject,
        string format,
        string? language,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var known = await builder.LanguagesAsync(db, subject, ct);
        return language is not null && !known.Contains(language, StringComparer.Ordinal) ? ReportRefusals.LanguageUnknown(known)
            : format == "json" ? Governance.Localisation.Languages.Source
            : language ?? known[0];
    }

    /// <summary>Every kind made here, in alphabetical order.</summary>
    public IReadOnlyList<string> All => [.. _builders.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The kind in words, as the page is named.</summary>
    public static string Words(string kind) =>
        kind switch
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
            "validation" => "Validation report",
            "committee-pack" => "Committee pack",
            "competences" => "Competences and AI literacy (Art. 4)",
            GroupFigure.ReportKind => "Figures for the corporate group",
            "explanation" => "Explanation of a decision (Art. 86)",
            _ => kind,
        };

    /// <summary>Media type of a format's bytes.</summary>
    public static string MediaType(string format) =>
        format switch
        {
            "pdf" => "application/pdf",
            "html" => "text/html; charset=utf-8",
            "json" => "application/json",
            _ => "application/octet-stream",
        };
}
