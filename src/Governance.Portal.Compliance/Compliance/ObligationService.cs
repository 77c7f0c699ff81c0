using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>Runs an action on an obligation with what all of them share: load it, judge its status, change it, append the fact.</summary>
public sealed class ObligationService(ActionRunner runner, ObligationBoard board)
{
    /// <summary>The obligation with what people did about it, in the action's transaction.</summary>
    /// <param name="Context">The action.</param>
    /// <param name="Duty">The row.</param>
    /// <param name="Standing">As judged now.</param>
    /// <param name="System">How its system stands.</param>
    internal sealed record Open(ActionContext Context, Duty Duty, DutyStanding Standing, SystemStanding System);

    /// <summary>Runs a change.</summary>
    internal Task<Result<DutyKey>> RunAsync(
        Actor actor,
        DutyKey key,
        string action,
        Permission permission,
        Func<Open, CancellationToken, Task<(Refusal? Refusal, JsonObject Data)>> act,
        CancellationToken ct
    ) =>
        runner.RunAsync<DutyKey>(
            actor,
            new Attempt(action, key.Subject, permission),
            async (context, cancel) =>
            {
                if (await context.Db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == key.System, cancel) is not { } system)
                {
                    return SystemRefusals.NotFound;
                }

                var stands = await board.OfAsync(context.Db, system, cancel);
                if (stands.Standings.FirstOrDefault(s => s.Law.Id == key.Obligation) is not { } standing)
                {
                    return DutyRefusals.NotFound;
                }

                var duty = await context.Db.Duties.SingleOrDefaultAsync(
                    d => d.System == key.System && d.Obligation == key.Obligation,
                    cancel
                );
                if (duty is null)
                {
                    context.Db.Duties.Add(duty = Duty.Of(key.System, key.Obligation));
                }

                var (refusal, data) = await act(new Open(context, duty, standing, stands), cancel);
                if (refusal is not null)
                {
                    return refusal;
                }

                data["assessment"] = stands.Assessment?.Id.ToString();
                context.Append(
                    new AuditEvent(action, duty.AuditSubject, data)
                    {
                        ActorName = context.Access.PrintedName,
                        Covers = [key.System.ToString(), SystemEvents.List],
                    }
                );
                return key;
            },
            ct
        );
}
