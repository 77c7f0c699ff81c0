using Governance.Data;
using Governance.Domain;
using Governance.Policies;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Approvals.Policies;

/// <summary>Judges who may train, validate and deploy by the rules <c>rbac_action</c> of the policies in force.</summary>
internal sealed class MayAct(IPoliciesInForce inForce) : IMayAct
{
    /// <inheritdoc/>
    public async Task<Refusal?> RefusesAsync(ActionContext context, ActionAsked asked, CancellationToken ct)
    {
        var db = context.Db;
        var policies = await inForce.ReadAsync(db, ct);
        if (
            !ActionCheck.IsAsked(policies, asked.Action)
            || await db.Models.IgnoreQueryFilters().SingleOrDefaultAsync(m => m.Name == asked.Model, ct) is not { } model
        )
        {
            return null;
        }

        var version = asked.Version is null
            ? null
            : await db.Versions.IgnoreQueryFilters().SingleOrDefaultAsync(v => v.Model == asked.Model && v.Version == asked.Version, ct);
        var evidence = version is null
            ? []
            : await db
                .Evidence.IgnoreQueryFilters()
                .Where(e => e.Model == version.Model && e.Version == version.Version)
                .Select(e => e.AddedBy)
                .Distinct()
                .ToListAsync(ct);
        var judged = await ClassOfModel.ReadAsync(db, model, context.Now, ct);
        var caller = await GateCallers.OfActionAsync(db, asked.Action, model, version, context.Access.People, evidence, ct);
        var why = ActionCheck.Refuses(
            policies,
            // A model whose tier is not read is one of every tier: no rule is left out for it.
            new GateModel(model.Name, judged.Value is { } riskClass ? WireName.Of(riskClass) : null, model.Tags)
            {
                Kind = await AgentManifests.KindOfAsync(db, model.Name, ct),
            },
            asked.Stage,
            caller,
            [.. context.Access.People.Select(p => p.ToString())],
            context.Now
        );
        return why is null ? null : new Refusal("policy.not-yours", Sentence.Ours(why), RefusalKind.Forbidden);
    }
}
