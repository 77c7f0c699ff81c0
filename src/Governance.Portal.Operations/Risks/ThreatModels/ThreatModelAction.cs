using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Threats;
using Governance.Portal.Kernel.Api;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>
/// What every act on a threat model does around its rule: finds the newest version, begins the next one where the act changes it, and
/// appends the fact.
/// </summary>
internal static class ThreatModelAction
{
    /// <summary>What lists of threat models listen to.</summary>
    public const string List = "threat-models";

    /// <summary>Runs an act whose rule answers what its entry says, or why not. An empty answer says that nothing changed.</summary>
    /// <param name="runner">The runner of actions.</param>
    /// <param name="actor">Who.</param>
    /// <param name="attempt">What; its subject is the system.</param>
    /// <param name="system">Whose threat model.</param>
    /// <param name="ifMatch">The revision the caller insists on, as an entity tag; null when they do not.</param>
    /// <param name="changes">True for what changes a draft: a reviewed version is continued by the next.</param>
    /// <param name="rule">Asks the threat model.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<Result<ThreatModelId>> RunAsync(
        ActionRunner runner,
        Actor actor,
        Attempt attempt,
        SystemId system,
        string? ifMatch,
        bool changes,
        Func<ActionContext, ThreatModel, CancellationToken, Task<Result<JsonObject>>> rule,
        CancellationToken ct
    ) =>
        runner.RunAsync<ThreatModelId>(
            actor,
            attempt,
            async (context, token) =>
            {
                if (!await context.Db.AiSystems.AnyAsync(s => s.Id == system, token))
                {
                    return SystemRefusals.NotFound;
                }

                var model = await NewestAsync(context.Db, system, token);
                if (model is not null && ETags.Refuses(ifMatch, model.Revision) is { } stale)
                {
                    return stale;
                }

                var begins = changes && model is null or { State: ThreatModelState.Reviewed or ThreatModelState.Superseded };
                if (begins)
                {
                    model = ThreatModel.Begin(await context.Db.NextIdAsync<ThreatModelId>(token), system, model, context.Now);
                }

                if (model is null)
                {
                    return ThreatRefusals.NotFound;
                }

                var outcome = await rule(context, model, token);
                if (outcome.Refusal is { } refusal)
                {
                    return refusal;
                }

                if (outcome.Value.Count == 0)
                {
                    return begins ? (await NewestAsync(context.Db, system, token))?.Id ?? model.Id : model.Id;
                }

                if (begins)
                {
                    context.Db.ThreatModels.Add(model);
                }

                outcome.Value["number"] = model.Number;
                context.Append(
                    new AuditEvent(attempt.Action, model.AuditSubject, outcome.Value)
                    {
                        ActorName = context.Access.PrintedName,
                        Covers = [system.ToString(), List],
                    }
                );
                return model.Id;
            },
            ct
        );

    /// <summary>The newest version of a system's threat model.</summary>
    public static Task<ThreatModel?> NewestAsync(GovernanceDbContext db, SystemId system, CancellationToken ct) =>
        db.ThreatModels.Where(m => m.System == system).OrderByDescending(m => m.Number).FirstOrDefaultAsync(ct);
}
