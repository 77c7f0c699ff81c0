using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Suppliers;
using Governance.Domain.Systems;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>
/// Gates read what is on record about suppliers: an API key does not let them find less, and a person who does signs no request of the
/// models concerned.
/// </summary>
public sealed class SupplierGates(IPoliciesInForce inForce)
{
    /// <summary>Refuses a key while a policy in force examines suppliers.</summary>
    /// <param name="context">The running action, by which a rule would find less.</param>
    /// <param name="ct">Cancels.</param>
    internal async Task<Refusal?> RefusesAsync(ActionContext context, CancellationToken ct) =>
        context.Access.Actor.Kind is ActorKind.Key && await PoliciesAsync(context, ct) is [var policy, ..]
            ? SupplierRefusals.ReadByGates(policy.Name)
            : null;

    /// <summary>Notes that the gates of the models ask for less whose AI systems name the supplier.</summary>
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

        var parts = await SupplierParts.OfSystemsAsync(context.Db, ct);
        var naming = keys.SelectMany(k => parts[k])
            .Select(p => DisplayId.TryParse<SystemId>(p.System, out var id) ? id : default)
            .Where(id => id.Number > 0)
            .Distinct()
            .ToList();
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var system in await context.Db.AiSystems.IgnoreQueryFilters().Where(s => naming.Contains(s.Id)).ToListAsync(ct))
        {
            names.UnionWith(await ClassOfModel.ModelsOfAsync(context.Db, system, ct));
        }

        foreach (
            var model in await context
                .Db.Models.IgnoreQueryFilters()
                .AsNoTracking()
                .Where(m => names.Contains(m.Name))
                .OrderBy(m => m.Name)
                .ToListAsync(ct)
        )
        {
            if (policies.Exists(p => p.AppliesTo.Chooses(model.Name, model.Tags)))
            {
                LoosenedGates.Note(context, model.Name, of);
            }
        }
    }

    private async Task<List<PolicyDocument>> PoliciesAsync(ActionContext context, CancellationToken ct) =>
        [.. (await inForce.ReadAsync(context.Db, ct)).Where(p => p.Mode is not PolicyMode.DryRun && SystemRules.ReadsSuppliers(p))];
}
