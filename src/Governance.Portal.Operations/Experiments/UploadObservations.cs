using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Experiments;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Experiments;

/// <summary>Takes rows of both arms as a file and adds what they sum up to as one batch.</summary>
public sealed class UploadObservations(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IArmRows rows,
    AddObservations add,
    TimeProvider clock
)
{
    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">The experiment.</param>
    /// <param name="batch">Name of the batch.</param>
    /// <param name="body">Rows with <c>arm</c> and the metrics of the plan; in shadow also <c>decision_id</c>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<ExperimentId>> RunAsync(Actor actor, string id, string? batch, Stream body, CancellationToken ct)
    {
        Experiment experiment;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var access = await AccessReader.LoadAsync(db, actor, clock.GetLocalNow(), ct);
            if (access.Refusal is { } unknown)
            {
                return unknown;
            }

            if (access.Value.Refuses(Permission.RecordExperiments) is { } forbidden)
            {
                var attempt = new Attempt("experiment.observed", ExperimentSteps.IdOf(id), Permission.RecordExperiments);
                await runner.RefusedAsync(actor, attempt, forbidden, ct);
                return forbidden;
            }

            var found = await ExperimentSteps.LoadAsync(db, id, ct);
            if (found.Refusal is { } missing)
            {
                return missing;
            }

            experiment = found.Value;
        }

        if (experiment.State is not ExperimentState.Running)
        {
            return ExperimentRefusals.NotRunning(experiment.Id, experiment.State);
        }

        var figures = await rows.SumAsync(experiment, body, actor, ct);
        return figures.Refusal is { } unreadable
            ? unreadable
            : await add.RunAsync(actor, id, new ObservationsBody(batch, figures.Value), ct);
    }
}
