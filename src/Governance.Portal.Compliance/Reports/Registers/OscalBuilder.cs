using Governance.Data;
using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Domain.Systems;
using Governance.Localisation;
using Governance.Portal.Compliance.Documents;
using Governance.Portal.Compliance.Documents.Records;
using Governance.Portal.Kernel.Contracts;
using Governance.Reporting;
using Governance.Reporting.Documents;
using Governance.Reporting.Registers;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports.Registers;

/// <summary>
/// Policy results of the versions in use as OSCAL assessment results: one observation and one finding for each rule. JSON only.
/// </summary>
internal sealed class OscalBuilder(IDbContextFactory<GovernanceDbContext> dbFactory, FillDocuments fill, FindApprovalRecords approvals)
    : IReportBuilder
{
    public string Kind => "oscal";

    public Permission Shows => Permission.ReadCompliance;

    public IReadOnlyList<string> Formats { get; } = ["json"];

    public async Task<IReadOnlyList<ReportChoice>> ChoicesAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var systems = await db
            .AiSystems.AsNoTracking()
            .OrderByDescending(s => s.Id)
            .Take(ReportKinds.MaxChoices)
            .Select(s => new { s.Id, s.Name })
            .ToListAsync(ct);
        return [.. systems.Select(s => new ReportChoice(s.Id.ToString(), Wording.Verbatim($"{s.Name} ({s.Id})")))];
    }

    public async Task<Result<string>> FindAsync(GovernanceDbContext db, string subject, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (!DisplayId.TryParse<SystemId>(subject, out var id) || await fill.ScopeAsync(db, id, ct) is not { } scope)
        {
            return ReportRefusals.SubjectUnknown($"Name the AI system that the OSCAL assessment results are for, such as SYS-0001.");
        }

        return (await approvals.FindAsync(db, scope, ct)).Any(r => r.Kind == "policy_result")
            ? id.ToString()
            : ReportRefusals.NothingToReport($"None of the versions that {id} uses was evaluated by a policy gate for production.");
    }

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var scope = DisplayId.TryParse<SystemId>(subject, out var id) ? await fill.ScopeAsync(db, id, ct) : null;
        if (scope is null)
        {
            throw new ReportDataException($"{subject} is not an AI system.");
        }

        var results = (await approvals.FindAsync(db, scope, ct)).Where(r => r.Kind == "policy_result").ToList();
        return new OscalRecord
        {
            Document = document,
            SystemId = subject,
            SystemWords = scope.System.Name,
            Results = results,
            Words = Said(results, document.Language),
        };
    }

    // The outcome, and what the evaluator found, in the language of the document.
    private static Dictionary<string, string> Said(IEnumerable<FoundRecord> results, string language)
    {
        using var use = Languages.Use(language);
        return results
            .SelectMany(r => r.Rows)
            .Select(row => row["result"])
            .DistinctBy(result => result.Text!, StringComparer.Ordinal)
            .ToDictionary(result => result.Text!, RecordWords.Text, StringComparer.Ordinal);
    }
}
