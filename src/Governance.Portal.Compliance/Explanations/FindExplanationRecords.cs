using Governance.Data;
using Governance.Domain.Compliance;
using Governance.Domain.Documents;
using Governance.Domain.Explanations;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Explanations;

/// <summary>
/// The register as evidence of Art. 86: the newest request that was answered, by an explanation or a reasoned refusal. It is evidence of
/// that obligation alone: a letter says nothing of oversight while a system runs.
/// </summary>
internal sealed class FindExplanationRecords : IFindRecords
{
    private const string Obligation = "OBL-86";

    public string Name => "Explanation requests";

    public IReadOnlyList<string> Kinds { get; } = ["human_oversight_record"];

    public async Task<IReadOnlyList<SystemEvidence>> NewestAsync(
        GovernanceDbContext db,
        IReadOnlyList<SystemVersions> systems,
        CancellationToken ct
    )
    {
        var models = systems.SelectMany(s => s.Models).Distinct(StringComparer.Ordinal).ToList();
        var answered = db
            .ExplanationRequests.AsNoTracking()
            .Where(r => models.Contains(r.Model) && (r.State == ExplanationState.Sent || r.State == ExplanationState.Declined));
        var newest = await answered
            .Where(r => !answered.Any(later => later.Model == r.Model && later.ClosedAt > r.ClosedAt))
            .OrderBy(r => r.Id)
            .Select(r => new
            {
                r.Id,
                r.Model,
                r.Version,
                r.State,
                r.ClosedAt,
            })
            .ToListAsync(ct);
        return
        [
            .. from system in systems
            from request in newest
            where system.Models.Contains(request.Model, StringComparer.Ordinal)
            select new SystemEvidence(
                system.System,
                new FoundEvidence(
                    "human_oversight_record",
                    request.State is ExplanationState.Sent
                        ? $"Explanation sent to a person affected"
                        : (FormattableString)$"Explanation request declined with reasons",
                    request.Id.ToString(),
                    ComplianceAddresses.Explanation(request.Id.ToString()),
                    request.ClosedAt!.Value,
                    ModelName.Of(request.Model, request.Version),
                    OfServedVersion: true,
                    Live: true
                )
                {
                    Obligation = Obligation,
                }
            ),
        ];
    }

    /// <summary>Documents say nothing of single people.</summary>
    public Task<IReadOnlyList<FoundRecord>> FindAsync(GovernanceDbContext db, SystemScope scope, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<FoundRecord>>([]);
}
