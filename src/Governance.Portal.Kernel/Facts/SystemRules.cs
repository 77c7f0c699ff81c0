using Governance.Data;
using Governance.Data.Approvals;
using Governance.Data.Identity;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Policies;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Rules that read what is on record about a model's AI systems: out of its system they find nothing. By which door it leaves makes no
/// difference, the model's or the system's.
/// </summary>
public static class SystemRules
{
    private const string Suppliers = "supplier_due_diligence";

    private static readonly string[] s_types = ["human_oversight", "risk_appetite", "targets_met", Suppliers, "use_case_conditions"];

    /// <summary>Whether a rule of the policy reads them.</summary>
    public static bool ReadsSystems(PolicyDocument policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Rules.Any(r => s_types.Contains(r.Type, StringComparer.Ordinal));
    }

    /// <summary>Whether a rule of the policy reads their suppliers.</summary>
    public static bool ReadsSuppliers(PolicyDocument policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Rules.Any(r => r.Type == Suppliers);
    }

    /// <summary>
    /// Whether the act is by someone of the second line, signed in, who neither answers for the model nor acts for someone who does, nor
    /// registered it.
    /// </summary>
    /// <param name="context">The running action.</param>
    /// <param name="model">The model.</param>
    /// <param name="right">The permission whose roles are the second line here.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<bool> IsIndependentAsync(ActionContext context, Model model, Permission right, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(right);
        if (
            context.Access.Person is not { } person
            || context.Access.Role is not { } role
            || !right.GrantedTo.Contains(role, StringComparer.Ordinal)
        )
        {
            return false;
        }

        List<UserId> makers = [model.Owner, .. model.Deputies, .. await AccessReader.PeopleBehindAsync(context.Db, model.RegisteredBy, ct)];
        var apart = await SeparationReader.LoadAsync(context.Db, [], [person, .. makers], context.Now, ct);
        return !makers.Exists(m => apart.AreSamePerson(person, m, model.Name));
    }
}
