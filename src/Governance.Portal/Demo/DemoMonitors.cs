using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Operations.Monitoring.Monitors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// Lets the monitors look at every window that waits. An alert moves the score of the risk that listens to it, and the score is part of
/// the bundle: one that is raised between two signatures voids the first.
/// </summary>
internal sealed class DemoMonitors(
    EvaluateWindow evaluate,
    WorkProgress<WindowId> progress,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    /// <summary>Ends when no window waits and none is being measured, by this call or by the portal's own job.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            var moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void Hear(object? sender, WindowId window) => moved.TrySetResult();
            progress.Moved += Hear;
            try
            {
                await evaluate.RunAsync(ct);

                if (!await AreOpenAsync(ct))
                {
                    return;
                }

                // The job has the last one: it says when it is done.
                await moved.Task.WaitAsync(ct);
            }
            finally
            {
                progress.Moved -= Hear;
            }
        }
    }

    private async Task<bool> AreOpenAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.WindowEvaluations.AnyAsync(e => e.State == EvaluationState.Waiting || e.State == EvaluationState.Running, ct);
    }
}
