using Governance.Data;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Operations.Experiments;

/// <summary>A person stops an experiment: its permits end at once.</summary>
public sealed class StopExperiment(ActionRunner runner, IAlertsChanged rescore)
{
    /// <summary>Runs it.</summary>
    public Task<Result<ExperimentId>> RunAsync(Actor actor, string id, CancellationToken ct) =>
        runner.RunAsync<ExperimentId>(
            actor,
            new Attempt("experiment.stopped", ExperimentSteps.IdOf(id), Permission.PlanExperiments),
            async (context, token) =>
            {
                var found = await ExperimentSteps.LoadAsync(context.Db, id, token);
                if (found.Refusal is { } missing)
                {
                    return missing;
                }

                return await ExperimentSteps.StopAsync(context, found.Value, ExperimentStop.Person, null, rescore, token) is { } refusal
                    ? refusal
                    : found.Value.Id;
            },
            ct
        );
}
