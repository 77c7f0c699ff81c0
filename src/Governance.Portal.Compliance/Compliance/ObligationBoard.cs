using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Works out how systems stand. Everything is worked out when it is asked for, so that a day's change needs no job.</summary>
public sealed class ObligationBoard(LawLibrary laws, IEnumerable<IFindRecords> finders, TimeProvider clock) : IReadObligations
{
    private readonly IReadOnlyList<IFindRecords> _finders = [.. finders];

    /// <summary>Today, by which dates are judged: the organisation's.</summary>
    public DateOnly Today => clock.Today();

    /// <summary>How some systems stand, in their order.</summary>
    public async Task<IReadOnlyList<SystemStanding>> OfAsync(GovernanceDbContext db, IReadOnlyList<AiSystem> systems, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(systems);
        var ids = systems.Select(s => s.Id).ToList();
        var assessments = await db
            .Assessments.AsNoTracking()
            .Where(a => ids.Contains(a.System) && (a.State == AssessmentState.Signed || a.State == AssessmentState.NeedsReview))
            .ToListAsync(ct);
        var duties = await db.Duties.AsNoTracking().Where(d => ids.Contains(d.System)).ToListAsync(ct);
        var evidence = await EvidenceAsync(db, [.. systems.Where(s => assessments.Exists(a => a.System == s.Id))], ct);
        return
        [
            .. systems.Select(s =>
                Judge(
                    s,
                    assessments.Find(a => a.System == s.Id),
                    duties.Where(d => d.System == s.Id).ToDictionary(d => d.Obligation, StringComparer.Ordinal),
                    [.. evidence.Where(e => e.System == s.Id).Select(e => e.Evidence)]
                )
            ),
        ];
    }

    /// <summary>How one system stands.</summary>
    public async Task<SystemStanding> OfAsync(GovernanceDbContext db, AiSystem system, CancellationToken ct) =>
        (await OfAsync(db, [system], ct))[0];

    /// <summary>Duties of a result before anyone signed it: nothing is proven yet.</summary>
    public IReadOnlyList<DutyStanding> Preview(Classification result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return
        [
            .. result.Obligations.Select(o => DutyStanding.Judge(laws.Current.Obligation(o.Id)!, o, duty: null, [], current: null, Today)),
        ];
    }

    /// <summary>Of each model the versions in production, or the newest where none is.</summary>
    internal static async Task<IReadOnlyList<ServedVersion>> ServedAsync(
        GovernanceDbContext db,
        IReadOnlyList<string> models,
        CancellationToken ct
    ) =>
        models.Count == 0
            ? []
            : await ServedVersions.Of(db, models).AsNoTracking().Select(v => new ServedVersion(v.Model, v.Version)).ToListAsync(ct);

    private SystemStanding Judge(
        AiSystem system,
        Assessment? assessment,
        IReadOnlyDictionary<string, Duty> duties,
        List<FoundEvidence> found
    )
    {
        if (assessment is null)
        {
            return new SystemStanding(system, null, InForce: false, null, [], duties);
        }

        var law = laws.Current;
        var inForce = assessment.State is AssessmentState.Signed && assessment.LawSha256 == law.Sha256;
        // Answers of an older questionnaire are read as far as the text in force knows their questions.
        var result = Classifier.Under(law, assessment.Given(), Today);
        if (!result.IsDone)
        {
            return new SystemStanding(system, assessment, InForce: false, null, [], duties);
        }

        // Signing the screening of Art. 5 and the class is itself a decision of a named person on fixed answers.
        found.Add(
            new FoundEvidence(
                "approval_signoff",
                $"Classification signed by {assessment.SignedByName}",
                assessment.Id.ToString(),
                ComplianceAddresses.Classify(system.Id),
                assessment.SignedAt ?? assessment.StartedAt,
                system.Id.ToString(),
                OfServedVersion: inForce,
                Live: false
            )
        );
        var standings = result
            .Value.Obligations.Select(o =>
                DutyStanding.Judge(
                    law.Obligation(o.Id)!,
                    o,
                    duties.GetValueOrDefault(o.Id),
                    FoundEvidence.For(found, o.Id),
                    inForce ? assessment.Id : null,
                    Today
                )
            )
            .ToList();
        return new SystemStanding(system, assessment, inForce, result.Value, standings, duties);
    }

    private async Task<List<SystemEvidence>> EvidenceAsync(GovernanceDbContext db, IReadOnlyList<AiSystem> systems, CancellationToken ct)
    {
        var models = systems.SelectMany(s => s.Models).Distinct(StringComparer.Ordinal).ToList();
        var versions = await ServedAsync(db, models, ct);
        List<SystemVersions> served =
        [
            .. systems.Select(s => new SystemVersions(s.Id, s.Models, [.. versions.Where(v => s.Models.Contains(v.Model))])),
        ];
        var found = new List<SystemEvidence>();
        foreach (var finder in _finders)
        {
            found.AddRange(await finder.NewestAsync(db, served, ct));
        }

        return found;
    }
}
