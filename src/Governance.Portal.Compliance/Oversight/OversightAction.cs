using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Oversight;

/// <summary>
/// What every act on a roster does around its rule: finds the system, appends the fact, and has the live promotions of its models judged by
/// the roster as it is then.
/// </summary>
public sealed class OversightAction(ActionRunner runner, IFactsChanged factsChanged, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    /// <summary>What an act wrote.</summary>
    /// <param name="Subject">The appointment or test.</param>
    /// <param name="Data">What its entry says: ids, days and digests.</param>
    public sealed record Written(string Subject, JsonObject Data);

    /// <summary>Runs an act whose rule answers what it wrote, or why not.</summary>
    public async Task<Result<string>> RunAsync(
        Actor actor,
        Attempt attempt,
        SystemId system,
        Func<ActionContext, AiSystem, CancellationToken, Task<Result<Written>>> rule,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(rule);
        await PrepareAsync(system, ct);
        return await runner.RunAsync<string>(
            actor,
            attempt,
            async (context, token) =>
            {
                if (await context.Db.AiSystems.SingleOrDefaultAsync(s => s.Id == system, token) is not { } found)
                {
                    return SystemRefusals.NotFound;
                }

                var written = await rule(context, found, token);
                if (written.Refusal is { } refusal)
                {
                    return refusal;
                }

                await AppendAsync(context, found, attempt.Action, written.Value, factsChanged, token);
                return written.Value.Subject;
            },
            ct
        );
    }

    /// <summary>Appends what an act wrote, and has it followed.</summary>
    internal static async Task AppendAsync(
        ActionContext context,
        AiSystem system,
        string action,
        Written written,
        IFactsChanged factsChanged,
        CancellationToken ct
    )
    {
        written.Data["system"] = system.Id.ToString();
        context.Append(
            new AuditEvent(action, written.Subject, written.Data)
            {
                ActorName = context.Access.PrintedName,
                Covers = [system.Id.ToString()],
            }
        );
        foreach (var model in await ClassOfModel.ModelsOfAsync(context.Db, system, ct))
        {
            await factsChanged.ChangedAsync(context, model, version: null, ct);
        }
    }

    // What takes long, before the transaction.
    private async Task PrepareAsync(SystemId system, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == system, ct) is { } found)
        {
            foreach (var model in await ClassOfModel.ModelsOfAsync(db, found, ct))
            {
                await factsChanged.PrepareAsync(model, version: null, ct);
            }
        }
    }
}
