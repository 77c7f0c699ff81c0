using Governance.Data;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>The experiment in which a version is to decide for a share: one rule for the gate that is asked and for the permit.</summary>
internal static class TriedExperiment
{
    /// <summary>The experiment that was named, when it runs and tries this version.</summary>
    public static async Task<Result<Experiment>> FindAsync(
        GovernanceDbContext db,
        ExperimentId named,
        (string Model, string Version, Stage To) asked,
        CancellationToken ct
    )
    {
        // Read to be compared with the log: what is allowed rests on it.
        if (await db.Experiments.SingleOrDefaultAsync(e => e.Id == named, ct) is not { } experiment)
        {
            return ExperimentRefusals.NotFound;
        }

        return experiment.State is not ExperimentState.Running ? ExperimentRefusals.NotRunning(experiment.Id, experiment.State)
            : (experiment.Model, experiment.Challenger, StageOf(experiment)) != asked
                ? PermitRefusals.OtherExperiment(experiment.Id, experiment.Challenger, StageOf(experiment))
            : experiment;
    }

    /// <summary>What decides for anyone is let in by the gate to production; a shadow decides nothing.</summary>
    public static Stage StageOf(Experiment experiment) => experiment.Serves ? Stage.Production : Stage.Staging;
}
