using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>
/// Gates read what is on record about suppliers: an API key does not let them find less, and a person who does signs no request of the
/// models concerned.
/// </summary>
public sealed class SupplierGates(IPoliciesInForce inForce, AgentManifests manifests)
{
    /// <summary>Refuses a key while a policy in force examines suppliers.</summary>
    /// <param name="context">The running action, by which a rule would find less.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<Refusal?> RefusesAsync(ActionContext context, CancellationToken ct) =>
        context.Access.Actor.Kind is ActorKind.Key && await PoliciesAsync(context, ct) is [var policy, ..]
            ? SupplierRefusals.ReadByGates(policy.Name)
            : null;

    /// <summary>
    /// Notes that the gates of the models ask for less that examine the supplier: because an AI system of theirs names it, or the manifest
    /// of an agent's version.
    /// </summary>
    /// <param name="context">The running action.</param>
    /// <param name="keys">Its names as they are compared, before and after.</param>
    /// <param name="of">What was acted on.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task NoteAsync(ActionContext context, IEnumerable<string> keys, string of, CancellationToken ct)
    {
        var policies = await PoliciesAsync(context, ct);
        if (policies.Count == 0)
        {
            return;
        }

        var names = keys.ToHashSet(StringComparer.Ordinal);
        var systems = await SupplierParts.SystemsNamingAsync(context.Db, names, ct);
        var (ids, listed) = (systems.Select(s => s.Id.ToString()).ToHashSet(), systems.SelectMany(s => s.Models).ToHashSet());
        var models = (
            await context
                .Db.Models.IgnoreQueryFilters()
                .AsNoTracking()
                .Where(m =>
                    listed.Contains(m.Name)
                    || (m.System != null && ids.Contains(m.System))
                    || context.Db.Agents.IgnoreQueryFilters().Any(a => a.Model == m.Name)
                )
                .OrderBy(m => m.Name)
                .ToListAsync(ct)
        ).FindAll(m => policies.Exists(p => p.AppliesTo.Chooses(m.Name, m.Tags)));
        var served = await SupplierParts.AgentsNamingAsync(
            context.Db,
            manifests,
            [.. models.Select(m => m.Name).Except(listed, StringComparer.Ordinal)],
            names,
            ct
        );
        foreach (var model in models)
        {
            if (listed.Contains(model.Name) || (model.System is { } system && ids.Contains(system)) || served.Contains(model.Name))
            {
                LoosenedGates.Note(context, model.Name, of);
            }
        }
    }

    private async Task<List<PolicyDocument>> PoliciesAsync(ActionContext context, CancellationToken ct) =>
        [.. (await inForce.ReadAsync(context.Db, ct)).Where(p => p.Mode is not PolicyMode.DryRun && SystemRules.ReadsSuppliers(p))];
}
