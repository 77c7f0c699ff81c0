using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Domain.Targets;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Compliance.Targets;

/// <summary>
/// Drafts appetite and targets of an AI system, or writes the draft again. Nothing is judged by it before someone else signs.
/// </summary>
public sealed class DraftTargets(ActionRunner runner, IOptions<RisksOptions> options)
{
    /// <summary>What is asked of the system.</summary>
    /// <param name="System">The system.</param>
    /// <param name="Proposal">All of it.</param>
    /// <param name="IfMatch">The revision of the draft that the caller insists on, as an entity tag; null when they do not.</param>
    public sealed record Command(SystemId System, TargetsProposal Proposal, string? IfMatch = null);

    /// <summary>Runs the action.</summary>
    public Task<Result<SystemTargetsId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync(
            actor,
            new Attempt("targets.drafted", command.System.ToString(), Permission.WriteTargets),
            (context, token) => ActAsync(context, command, token),
            ct
        );
    }

    private async Task<Result<SystemTargetsId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        if (await context.Db.AiSystems.SingleOrDefaultAsync(s => s.Id == command.System, ct) is not { } system)
        {
            return SystemRefusals.NotFound;
        }

        if (system.LifeCycle is LifeCycle.Retired)
        {
            return TargetsRefusals.SystemRetired;
        }

        var newest = await context
            .Db.SystemTargets.Where(t => t.System == system.Id)
            .OrderByDescending(t => t.Number)
            .FirstOrDefaultAsync(ct);
        var draft = newest is { State: TargetsState.Draft } ? newest : null;
        if (draft is not null && ETags.Refuses(command.IfMatch, draft.Revision) is { } stale)
        {
            return stale;
        }

        var organisation = options.Value.Appetite;
        if (draft is null)
        {
            var drafted = SystemTargets.Draft(
                await context.Db.NextIdAsync<SystemTargetsId>(ct),
                system.Id,
                (newest?.Number ?? 0) + 1,
                command.Proposal,
                organisation,
                context.Access,
                context.Now
            );
            if (!drafted.IsDone)
            {
                return drafted.Refusal;
            }

            draft = drafted.Value;
            context.Db.SystemTargets.Add(draft);
        }
        else if (draft.Write(command.Proposal, organisation, context.Access, context.Now) is { } refusal)
        {
            return refusal;
        }

        context.Append(
            new AuditEvent("targets.drafted", draft.AuditSubject, TargetsEvents.Data(draft))
            {
                ActorName = context.Access.PrintedName,
                Covers = [system.Id.ToString()],
            }
        );
        return draft.Id;
    }
}
