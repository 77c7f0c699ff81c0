using Governance.Data;
using Governance.Domain;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Compliance.Targets;

/// <summary>Reads appetite and targets of an AI system, with how the versions that count for it stand to them.</summary>
public sealed class GetTargets(IDbContextFactory<GovernanceDbContext> dbFactory, IOptions<RisksOptions> options)
{
    /// <summary>All of it, or that there is no such system.</summary>
    public async Task<Result<TargetsView>> RunAsync(SystemId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var found = await db
            .AiSystems.AsNoTracking()
            .Where(s => s.Id == id)
            .Select(s => new
            {
                System = s,
                Versions = db.SystemTargets.Where(t => t.System == s.Id).OrderByDescending(t => t.Number).ToList(),
            })
            .SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return SystemRefusals.NotFound;
        }

        var (system, organisation) = (found.System, options.Value.Appetite);
        var inForce = found.Versions.Find(t => t.State is TargetsState.InForce);
        var standings = await TargetResults.ReadAsync(
            db,
            ServedVersions.Of(db, system.Models, system.Id.ToString()),
            inForce?.Targets ?? [],
            ct
        );
        return new TargetsView
        {
            System = id,
            Name = system.Name,
            Owner = system.Owner.ToString(),
            Retired = system.LifeCycle is LifeCycle.Retired,
            Appetite = Math.Min(inForce?.Appetite ?? organisation, organisation),
            OrganisationAppetite = organisation,
            InForce = inForce is null ? null : Of(inForce, standings),
            Draft = found.Versions.Find(t => t.State is TargetsState.Draft) is { } draft ? Of(draft, []) : null,
            Earlier = [.. found.Versions.Where(t => t.State is TargetsState.Superseded).Select(t => Of(t, []))],
        };
    }

    private static TargetsVersionView Of(SystemTargets targets, IReadOnlyList<TargetStanding> standings)
    {
        var signed = targets.Signature?.Attestation;
        return new TargetsVersionView
        {
            Id = targets.Id,
            Number = targets.Number,
            State = targets.State,
            Appetite = targets.Appetite,
            Reason = targets.Reason,
            Targets = [.. targets.Targets.Select(t => Of(t, targets.State, [.. standings.Where(s => s.Target == t)]))],
            DraftedBy = targets.DraftedByName,
            DraftedAt = targets.DraftedAt,
            Authors = [.. targets.Authors.Select(a => a.ToString())],
            SignedBy = signed?.PrintedName,
            SignedAs = signed?.Function,
            SignedAt = signed?.At,
            Method = signed?.AuthenticationMethod,
            SupersededAt = targets.SupersededAt,
            ContentSha256 = targets.Signature?.ContentSha256 ?? targets.ContentSha256(),
            Revision = targets.Revision,
        };
    }

    private static TargetView Of(MetricTarget target, TargetsState state, IReadOnlyList<TargetStanding> standings) =>
        new()
        {
            Metric = target.Metric,
            Slice = target.Slice,
            Min = target.Min,
            Max = target.Max,
            Unit = target.Unit,
            Why = target.Why,
            SignedAt = target.Since,
            Outcome =
                state is not TargetsState.InForce ? null
                : standings.Count == 0 ? TargetOutcome.NoResult
                : standings.Max(s => s.Outcome),
            Results =
            [
                .. standings.Select(s => new TargetResultView(
                    s.Model,
                    s.Version,
                    s.Outcome,
                    s.Value,
                    s.Result?.Reference,
                    s.Result?.IsLive is true,
                    s.Result?.FiledAt
                )),
            ],
        };
}
