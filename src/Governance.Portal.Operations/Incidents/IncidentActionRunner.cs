using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Operations.Incidents.Playbooks;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>
/// Runs an action on an incident with what all of them share: the locks of its models, the comparison with the caller's revision
/// (If-Match), and the playbook it follows.
/// </summary>
public sealed class IncidentActionRunner(
    ActionRunner runner,
    PlaybookLibrary library,
    WorkProgress<IncidentId> calls,
    IDbContextFactory<GovernanceDbContext> dbFactory
)
{
    // Entries of call-outs that are looked through, more than one call writes.
    private const int MaxAttempts = 100;

    /// <summary>Runs an action on one incident.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="action">What, as the log names it.</param>
    /// <param name="id">Which.</param>
    /// <param name="ifMatch">The revision the caller insists on, as an entity tag; null when they do not.</param>
    /// <param name="act">Asks the incident, and appends the fact of it.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="permission">What it takes; writing incidents when left out.</param>
    public async Task<Result<IncidentId>> RunAsync(
        Actor actor,
        string action,
        IncidentId id,
        string? ifMatch,
        Func<Incident, Playbook, ActionContext, CancellationToken, Task<Refusal?>> act,
        CancellationToken ct,
        Permission? permission = null
    )
    {
        ArgumentNullException.ThrowIfNull(act);
        var asked = false;
        var outcome = await runner.RunAsync<IncidentId>(
            actor,
            new Attempt(action, id.ToString(), permission ?? Permission.WriteIncidents),
            async (context, token) =>
            {
                if (await LoadAsync(context.Db, id, token) is not { } incident)
                {
                    return IncidentRefusals.NotFound;
                }

                if (await StaleAsync(context.Db, incident, ifMatch, token) is { } stale)
                {
                    return stale;
                }

                var playbook = await library.OfAsync(context.Db, incident, token);
                if (await act(incident, playbook, context, token) is { } refusal)
                {
                    return refusal;
                }

                asked = AskPlaybookCall.AskDue(context, incident, playbook);
                return id;
            },
            ct
        );
        if (asked && outcome.IsDone)
        {
            calls.Wake();
        }

        return outcome;
    }

    /// <summary>Runs an action that needs nothing but the incident.</summary>
    public Task<Result<IncidentId>> RunAsync(
        Actor actor,
        string action,
        IncidentId id,
        string? ifMatch,
        Func<Incident, Playbook, ActionContext, Refusal?> act,
        CancellationToken ct,
        Permission? permission = null
    ) =>
        RunAsync(
            actor,
            action,
            id,
            ifMatch,
            (incident, playbook, context, _) => Task.FromResult(act(incident, playbook, context)),
            ct,
            permission
        );

    /// <summary>Models of the versions an incident is about.</summary>
    internal async Task<List<string>> ModelsAsync(IncidentId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.IncidentVersions.Where(v => v.Incident == id).Select(v => v.Model).Distinct().OrderBy(m => m).ToListAsync(ct);
    }

    // What call-outs did since changes nothing that a person decides about: a form that was open meanwhile still counts. The rules are
    // asked
    // of the incident as it stands in any case.
    private static async Task<Refusal?> StaleAsync(GovernanceDbContext db, Incident incident, string? ifMatch, CancellationToken ct)
    {
        if (ETags.Refuses(ifMatch, incident.Revision) is not { } stale)
        {
            return null;
        }

        var id = incident.Id;
        var entries = await db
            .IncidentEntries.AsNoTracking()
            .Where(e => e.Incident == id)
            .OrderByDescending(e => e.Number)
            .Select(e => new { e.Number, e.By })
            .Take(MaxAttempts)
            .ToListAsync(ct);
        // Entries of the job since the last one that someone else wrote, and that one: what a form may have been drawn from.
        var same = entries.TakeWhile(e => e.By == SendPlaybookCalls.Job.Id).Count() + 1;
        return entries.Take(same).Any(e => ETags.Refuses(ifMatch, e.Number) is null) ? null : stale;
    }

    // Its models are locked first, in the order of their names: everything that deploys or re-evaluates promotions locks them so.
    private static async Task<Incident?> LoadAsync(GovernanceDbContext db, IncidentId id, CancellationToken ct)
    {
        foreach (
            var model in await db
                .IncidentVersions.Where(v => v.Incident == id)
                .Select(v => v.Model)
                .Distinct()
                .OrderBy(m => m)
                .ToListAsync(ct)
        )
        {
            await db.LockModelAsync(model, ct);
        }

        return await db.Incidents.SingleOrDefaultAsync(i => i.Id == id, ct);
    }
}
