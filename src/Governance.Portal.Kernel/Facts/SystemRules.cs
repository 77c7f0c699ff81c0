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
    public static async Task<bool> IsIndependentAsync(ActionContext context, Model model, Permission right, CancellationToken ct) =>
        await FindDependentAsync(context, [model], right, ct) is null;

    /// <summary>The first of some models of which who acts is not independent; null when of none. Read once for all of them.</summary>
    /// <param name="context">The running action.</param>
    /// <param name="models">The models.</param>
    /// <param name="right">The permission whose roles are the second line here.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Model?> FindDependentAsync(
        ActionContext context,
        IReadOnlyList<Model> models,
        Permission right,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(right);
        if (
            models.Count == 0
            || context.Access.Person is not { } person
            || context.Access.Role is not { } role
            || !right.GrantedTo.Contains(role, StringComparer.Ordinal)
        )
        {
            return models.Count == 0 ? null : models[0];
        }

        var behind = new Dictionary<string, IReadOnlyList<UserId>>(StringComparer.Ordinal);
        foreach (var registrant in models.Select(m => m.RegisteredBy).Distinct(StringComparer.Ordinal))
        {
            behind[registrant] = await AccessReader.PeopleBehindAsync(context.Db, registrant, ct);
        }

        List<UserId> Makers(Model model) => [model.Owner, .. model.Deputies, .. behind[model.RegisteredBy]];
        var apart = await SeparationReader.LoadAsync(context.Db, [], models.SelectMany(Makers).Append(person), context.Now, ct);
        return models.FirstOrDefault(model => Makers(model).Exists(m => apart.AreSamePerson(person, m, model.Name)));
    }
}
