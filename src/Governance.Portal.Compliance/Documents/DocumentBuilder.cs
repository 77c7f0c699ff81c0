using Governance.Data;
using Governance.Domain;
using Governance.Domain.Documents;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Domain.Systems;
using Governance.Localisation;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Reference;
using Governance.Reporting;
using Governance.Reporting.Documents;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Documents;

/// <summary>Makes one kind of document about an AI system, as its plan says.</summary>
internal sealed class DocumentBuilder(
    DocumentPlan plan,
    FillDocuments fill,
    Consistency consistency,
    LawLibrary laws,
    ObligationBoard board
) : IReportBuilder
{
    private const string HighRisk = "high_risk_annex";

    public string Kind => plan.Kind;

    public Permission Shows => Permission.ReadCompliance;

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
        if (!DisplayId.TryParse<SystemId>(subject, out var id))
        {
            return ReportRefusals.SubjectUnknown($"{Sentence.Ours(plan.Title)}: name the AI system it is for, such as SYS-0001.");
        }

        if (await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is not { } system)
        {
            return ReportRefusals.SubjectUnknown($"There is no AI system {id}.");
        }

        return Refuses(await board.OfAsync(db, system, ct)) is { } refusal ? refusal : id.ToString();
    }

    public async Task<ReportRecord> BuildAsync(string subject, ReportDocument document, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (!DisplayId.TryParse<SystemId>(subject, out var id))
        {
            throw new ReportDataException($"{subject} is not an AI system.");
        }

        var filled = await fill.RunAsync(id, plan.Kind, ct);
        if (filled.Refusal is { } refusal)
        {
            throw new ReportDataException(refusal.Message);
        }

        var law = laws.Current;
        var scope = filled.Value.Scope;
        var about = About(scope, law);
        var sections = plan.Kind == DocumentLibrary.Registration ? RegistrationSections.Of(scope.Standing).ToList() : null;
        return new DocumentRecord
        {
            Document = document,
            Plan = plan,
            About = about,
            Law = new DocumentLaw(law.Regulation, law.TextVersion, law.ValidFrom, law.Sha256),
            Points = sections is null
                ? filled.Value.Points
                : [.. filled.Value.Points.Where(p => sections.Exists(s => s.Section == p.Point.Group))],
            Scope = sections is null
                ? DocumentScopes.Of(plan.Kind, scope)
                : [.. sections.Select(s => (FormattableString)$"{new PortalWords(s.Reason) { Said = () => T.Recorded(s.Reason) }}")],
            Signatures = Signatures(filled.Value),
            Consistency = await consistency.OfAsync(filled.Value, about, ct),
            KindNames = laws.Vocabulary.RecordKinds.ToDictionary(k => k.Key, k => k.Value.Name, StringComparer.Ordinal),
            Gaps = [.. filled.Value.Unread.Select(u => new SectionGap(u.Name, u.Reason))],
        };
    }

    /// <summary>The system as every document names it.</summary>
    internal static DocumentSubject About(SystemScope scope, Domain.Compliance.Law law)
    {
        var result = scope.Standing.Result;
        return new DocumentSubject(
            scope.System.Id.ToString(),
            scope.System.Name,
            scope.System.Purpose,
            scope.IsProvider ? scope.Organisation : scope.System.Supplier,
            scope.Versions,
            [.. (result?.Classes ?? []).Select(c => Class(c, result!.Subpoints, law))],
            [
                .. (result?.ClassDates ?? new Dictionary<string, DateOnly?>())
                    .Where(d => d.Value is not null)
                    .Select(d =>
                        Dated(
                            new PortalWords(ComplianceLabels.Class(d.Key)),
                            d.Value!.Value,
                            new PortalWords(law.Classes[d.Key].DateRef ?? "")
                        )
                    ),
            ],
            [.. scope.Roles.Select(r => ComplianceLabels.Role(law, r))]
        );
    }

    private static FormattableString Dated(PortalWords name, DateOnly day, PortalWords provision) =>
        $"{name}: applies from {ComplianceLabels.Day(day)} ({provision})";

    private static string Class(string id, IReadOnlyList<string> points, Domain.Compliance.Law law)
    {
        var refs =
            id == "high_risk_annex_iii"
                ? points.Where(p => p.StartsWith("A3-", StringComparison.Ordinal)).Select(p => law.Subpoints[p].Ref).ToList()
                : [];
        return refs.Count == 0 ? ComplianceLabels.Class(id) : $"High-risk, {string.Join(", ", refs)}";
    }

    private static List<DocumentSignature> Signatures(FilledDocument filled)
    {
        var signatures = new List<DocumentSignature>();
        if (filled.Scope.Standing is { InForce: true, Assessment: { SignedAt: { } at, SignedByName: { } name } assessment })
        {
            signatures.Add(new DocumentSignature(name, "Legal", $"Classification {assessment.Id}", at));
        }

        return signatures;
    }

    private Refusal? Refuses(SystemStanding standing)
    {
        if (
            plan.Kind == DocumentLibrary.Declaration
            && standing.Result?.Classes.Any(c => c.StartsWith(HighRisk, StringComparison.Ordinal)) is not true
        )
        {
            return DocumentRefusals.NotForThisSystem(
                $"A declaration of conformity can be drawn up only for a high-risk system. The signed classification of this system says "
                    + $"otherwise, or there is none."
            );
        }

        return plan.Kind == DocumentLibrary.Registration && !RegistrationSections.Of(standing).Any()
            ? DocumentRefusals.NotForThisSystem(
                $"No section of Annex VIII applies: the system is neither high-risk under Annex III nor exempted from it, the "
                    + $"organisation has no role with a registration obligation, or no classification is signed."
            )
            : null;
    }
}
