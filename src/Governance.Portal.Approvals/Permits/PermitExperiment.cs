using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Policies;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Permits;

/// <summary>The experiment a permit is for: it states the share of the traffic, and the permit ends with it.</summary>
internal static class PermitExperiment
{
    /// <summary>The experiment that was named, when it runs and tries this version; null when none was.</summary>
    public static async Task<Result<Experiment?>> FindAsync(GovernanceDbContext db, string? id, Promotion promotion, CancellationToken ct)
    {
        if (id is null)
        {
            return Result<Experiment?>.Done(null);
        }

        if (!DisplayId.TryParse<ExperimentId>(id, out var named))
        {
            return ExperimentRefusals.NotFound;
        }

        var found = await TriedExperiment.FindAsync(db, named, (promotion.Model, promotion.Version, promotion.To), ct);
        return found.Refusal is { } refusal ? refusal
            : !promotion.Carries(named) ? ModelRefusals.PromotionLimited(promotion.Id.ToString(), promotion.Experiment!.Value)
            : found.Value;
    }

    /// <summary>Why the experiment of a permit no longer carries it; null when it does, and for a permit of none.</summary>
    public static async Task<Refusal?> RefusesAsync(GovernanceDbContext db, PermitStatement said, CancellationToken ct)
    {
        if (said.Experiment is not { } id)
        {
            return null;
        }

        if (!DisplayId.TryParse<ExperimentId>(id, out var named))
        {
            return ExperimentRefusals.NotFound;
        }

        // A row alone keeps no permit alive.
        if (await RecordIntegrity.VerifyAsync(db, [RecordsAsked.Of<Experiment>(nameof(Experiment.Id), named)], ct) is { } altered)
        {
            return altered;
        }

        return await db.Experiments.AsNoTracking().IgnoreQueryFilters().SingleOrDefaultAsync(e => e.Id == named, ct) is not { } experiment
                ? ExperimentRefusals.NotFound
            : experiment.State is not ExperimentState.Running ? ExperimentRefusals.NotRunning(named, experiment.State)
            // Also one of an earlier release, which let a share of people be decided for with an approval for staging.
            : said.Stage != TriedExperiment.StageOf(experiment)
            || said.Model != experiment.Model
            || said.Version != experiment.Challenger
            || said.Share != experiment.Share
                ? PermitRefusals.OtherExperiment(named, experiment.Challenger, TriedExperiment.StageOf(experiment))
            : null;
    }
}
