using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.DataScopes;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents;

/// <summary>
/// Ends what may be in the wrong hands, in one transaction: API keys that acted on the affected models and systems, open sessions of people
/// who did or who own such a key, and every live deployment permit of these models. The session of who does it stays.
/// </summary>
public sealed class CutAccess(IncidentActionRunner work)
{
    private const int MaxKept = 100;

    /// <summary>Runs it.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which incident.</param>
    /// <param name="keep">Keys that stay, by their ids.</param>
    /// <param name="note">Why.</param>
    /// <param name="ifMatch">The revision the caller insists on.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<IncidentId>> RunAsync(
        Actor actor,
        IncidentId id,
        IReadOnlyList<string> keep,
        string? note,
        string? ifMatch,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(keep);
        return work.RunAsync(
            actor,
            "incident.access-cut",
            id,
            ifMatch,
            async (incident, playbook, context, token) =>
            {
                if (keep.Count > MaxKept)
                {
                    return IncidentRefusals.TooMany("keys", MaxKept);
                }

                if (incident.CutAccess(playbook, note, context.Access.PrintedName, context.Now) is { } refusal)
                {
                    return refusal;
                }

                var place = await PlaceAsync(context.Db, incident, token);
                var (keys, unknown) = await KeysAsync(context, place, keep, token);
                if (unknown is not null)
                {
                    return IncidentRefusals.KeptKeyUnknown(unknown);
                }

                var (sessions, permits) = (0, 0);
                if (incident.IsDrill)
                {
                    keys = [];
                }
                else
                {
                    keys.ForEach(key => Revoke(context, incident, key));
                    sessions = await EndSessionsAsync(context, incident, actor, place, keys, token);
                    permits = await RevokePermitsAsync(context, place, token);
                }

                IncidentEvents.Changed(
                    context,
                    incident,
                    new AuditEvent(
                        "incident.access-cut",
                        id.ToString(),
                        new JsonObject
                        {
                            ["keys"] = new JsonArray([.. keys.Select(k => (JsonNode)k.Id.ToString())]),
                            ["kept"] = new JsonArray([.. keep.Select(k => (JsonNode)k.Trim().ToUpperInvariant())]),
                            ["sessions"] = sessions,
                            ["permits"] = permits,
                        }
                    ),
                    incident.IsDrill
                        ? "Access cut in the drill: nothing is revoked."
                        : $"Access cut: {Formats.Plural(keys.Count, "key")}, {Formats.Plural(sessions, "session")}, "
                            + $"{Formats.Plural(permits, "permit")}.",
                    note
                );
                return null;
            },
            ct,
            Permission.CutAccess
        );
    }

    // Every version of the models and everything that depends on one, not the affected ones alone: who could reach one could reach the
    // next.
    private static async Task<Place> PlaceAsync(GovernanceDbContext db, Incident incident, CancellationToken ct)
    {
        var models = incident.Versions.Select(v => v.Model).ToHashSet(StringComparer.Ordinal);
        foreach (var name in incident.Systems)
        {
            if (
                DisplayId.TryParse<SystemId>(name, out var id)
                && await db.AiSystems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct) is { } system
            )
            {
                models.UnionWith(await ClassOfModel.ModelsOfAsync(db, system, ct));
            }
        }

        var names = models.Order(StringComparer.Ordinal).ToList();
        var sources = await db.DecisionSources.AsNoTracking().Where(s => names.Contains(s.Model)).Select(s => s.Id).ToListAsync(ct);
        var subjects = await DependentSubjects.FindAsync(db, names, incident.Systems, ct);
        return new(names, subjects, sources)
        {
            HasData = await db.RegisteredDatasets.AnyAsync(d => names.Contains(d.Model), ct),
            HasAgents = await db.Agents.AnyAsync(a => names.Contains(a.Model), ct),
        };
    }

    private static async Task<(List<ApiKey> Keys, string? Unknown)> KeysAsync(
        ActionContext context,
        Place place,
        IReadOnlyList<string> keep,
        CancellationToken ct
    )
    {
        var now = context.Now;
        var live = await context.Db.ApiKeys.Where(k => k.RevokedAt == null && k.ExpiresAt > now).OrderBy(k => k.Id).ToListAsync(ct);
        var actors = live.ConvertAll(k => $"key:{k.Id}");
        var used = (await KeysInUse.ActedAsync(context.Db, actors, place.Subjects, ct)).ToHashSet(StringComparer.Ordinal);
        used.UnionWith((await KeysInUse.ReadAsync(context.Db, [], place.Sources, ct)).Keys);
        // These entries name no model: who sends such things sends them about whatever there is.
        if (place.HasData)
        {
            used.UnionWith(await KeysInUse.DidAsync(context.Db, actors, "lineage.stored", ct));
        }

        if (place.HasAgents)
        {
            used.UnionWith(await KeysInUse.DidAsync(context.Db, actors, "agent-spans.stored", ct));
        }

        var found = live.Where(k => used.Contains($"key:{k.Id}")).ToList();
        var kept = keep.Select(k => k?.Trim().ToUpperInvariant() ?? "").ToHashSet(StringComparer.Ordinal);
        var unknown = kept.FirstOrDefault(k => found.TrueForAll(f => f.Id.ToString() != k));
        return ([.. found.Where(k => !kept.Contains(k.Id.ToString()))], unknown);
    }

    private static void Revoke(ActionContext context, Incident incident, ApiKey key)
    {
        key.Revoke(context.Now);
        context.Append(new AuditEvent("key.revoked", key.Id.ToString(), new JsonObject { ["incident"] = incident.Id.ToString() }));
    }

    private static async Task<int> EndSessionsAsync(
        ActionContext context,
        Incident incident,
        Actor actor,
        Place place,
        List<ApiKey> keys,
        CancellationToken ct
    )
    {
        var own = actor.Session;
        var open = await context.Db.Sessions.Where(s => s.EndedAt == null && s.Hash != own).ToListAsync(ct);
        var actors = open.Select(s => $"user:{s.User}").Distinct(StringComparer.Ordinal).ToList();
        var acted = await KeysInUse.ActedAsync(context.Db, actors, place.Subjects, ct);
        var owners = keys.Select(k => k.Owner).OfType<UserId>().ToHashSet();
        var ending = open.Where(s => owners.Contains(s.User) || acted.Contains($"user:{s.User}")).ToList();
        // One after the other in the order of their numbers, as everything that ends sessions locks them.
        foreach (var number in ending.Select(s => s.User.Number).Distinct().Order())
        {
            await context.Db.LockUserForUpdateAsync(number, ct);
        }

        foreach (var session in ending)
        {
            session.EndedAt = context.Now;
            context.Append(
                new AuditEvent(
                    "session.closed",
                    session.User.ToString(),
                    new JsonObject
                    {
                        ["session"] = session.Hash,
                        ["because"] = "incident",
                        ["incident"] = incident.Id.ToString(),
                    }
                )
            );
        }

        return ending.Count;
    }

    private static async Task<int> RevokePermitsAsync(ActionContext context, Place place, CancellationToken ct)
    {
        var (models, now) = (place.Models, context.Now);
        // Nothing is issued for them until this is written.
        foreach (var model in models)
        {
            await context.Db.LockModelAsync(model, ct);
        }

        var ended = 0;
        foreach (
            var permit in await context
                .Db.Permits.Where(p => models.Contains(p.Model) && p.RevokedAt == null && p.ExpiresAt > now)
                .OrderBy(p => p.Id)
                .ToListAsync(ct)
        )
        {
            if (permit.Revoke(PermitEnd.Incident, now))
            {
                PermitEvents.Revoked(context, permit);
                ended++;
            }
        }

        return ended;
    }

    private sealed record Place(List<string> Models, IReadOnlySet<string> Subjects, List<int> Sources)
    {
        public bool HasData { get; init; }

        public bool HasAgents { get; init; }
    }
}
