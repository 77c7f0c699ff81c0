using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Validation;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Validation;

/// <summary>
/// Removes the file of a held-out set: it may hold data of people. What was there, who removed it and why stays on record. Refused while
/// a schedule scores with it, or an incident holds what it belongs to.
/// </summary>
public sealed class RemoveHeldOutSet(ActionRunner runner, ReleaseContent release)
{
    private const string Action = "held-out-set.removed";

    /// <summary>Runs the action.</summary>
    /// <param name="actor">Who removes it.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="id">The set, as the caller wrote it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<HeldOutSetId>> RunAsync(Actor actor, string model, string id, string? reason, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var known = DisplayId.TryParse<HeldOutSetId>(id, out var named);
        var sha256 = "";
        var removed = await runner.RunAsync<HeldOutSetId>(
            actor,
            new Attempt(Action, known ? named.ToString() : "held-out-set", Permission.ScheduleValidation),
            async (context, token) =>
            {
                // A schedule that is set up meanwhile waits for the model, too.
                await context.Db.LockModelAsync(model, token);
                if (
                    !known
                    || await context.Db.HeldOutSets.SingleOrDefaultAsync(s => s.Id == named && s.Model == model, token) is not { } set
                )
                {
                    return ValidationRefusals.SetNotFound;
                }

                if (await RemoveAsync(context, set, reason, null, token) is { } refusal)
                {
                    return refusal;
                }

                sha256 = set.Sha256;
                return set.Id;
            },
            ct
        );
        if (removed.IsDone)
        {
            // It is on record by now: a caller who goes away must not keep the bytes here.
            await release.RunAsync(sha256, CancellationToken.None);
        }

        return removed;
    }

    /// <summary>Takes it out of use in a running transaction. The bytes go after the commit.</summary>
    internal static async Task<Refusal?> RemoveAsync(
        ActionContext context,
        HeldOutSet set,
        string? reason,
        string? retirement,
        CancellationToken ct
    )
    {
        var (scoredBy, heldBy) = (await FindSubject.ScheduleOfAsync(context.Db, set, ct), await HeldByAsync(context.Db, set, ct));
        if (set.Remove(reason, scoredBy, heldBy, context.Access, context.Now) is { } refusal)
        {
            return refusal;
        }

        var data = new JsonObject
        {
            ["model"] = set.Model,
            ["sha256"] = set.Sha256,
            ["sizeBytes"] = set.SizeBytes,
            ["rows"] = set.Rows,
            ["reasonSha256"] = set.RemovalReason!.Sha256,
        };
        if (retirement is not null)
        {
            data["retirement"] = retirement;
        }

        context.Append(new AuditEvent(Action, set.Id.ToString(), data) { ActorName = set.RemovedByName, Covers = [set.Model] });
        return null;
    }

    private static async Task<string?> HeldByAsync(GovernanceDbContext db, HeldOutSet set, CancellationToken ct)
    {
        var states = Incident.LiveStates.ToList();
        // Also one that the person who acts does not see.
        var holding = await db
            .Incidents.AsNoTracking()
            .IgnoreQueryFilters()
            .IgnoreAutoIncludes()
            .Where(i =>
                i.FrozenAt != null
                && states.Contains(i.State)
                && i.Versions.Any(v =>
                    v.Model == set.Model
                    && db.RegisteredDatasets.Any(d =>
                        d.Model == v.Model && d.Version == v.Version && d.Role == "test" && d.Sha256 == set.Sha256
                    )
                )
            )
            .OrderBy(i => i.Id)
            .Select(i => i.Id)
            .Take(1)
            .ToListAsync(ct);
        return holding.Count == 0 ? null : holding[0].ToString();
    }
}
