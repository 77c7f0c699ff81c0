using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Kernel.Facts;

/// <summary>
/// Keeps gates at the class there was until a second person agrees to less, by whatever way it became less: registered lower, classified
/// lower after it had no class, or taken out of the system that held the model in it. On the host it takes effect at once.
/// </summary>
public static class RiskClassHold
{
    /// <summary>True for the person who needs no second person.</summary>
    public static bool IsExempt(ActionContext context) => context.Access.Actor.Kind is ActorKind.Host or ActorKind.System;

    /// <summary>
    /// True when the class asked for is less than the registered one, or than the one there was before the model had none.
    /// </summary>
    /// <param name="context">The action.</param>
    /// <param name="model">The model as it is.</param>
    /// <param name="to">The class to register.</param>
    /// <param name="held">The class there is, as <see cref="ClassOfModel.HeldAsync"/> says.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<bool> LowersAsync(ActionContext context, Model model, RiskClass? to, RiskClass held, CancellationToken ct) =>
        to is not { } asked ? model.RiskClass is not null
        : model.RiskClass is { } now ? asked < now
        : await ClassOfModel.StandingAsync(context.Db, model, asked, context.Now, ct) < held;

    /// <summary>Called in the transaction of an action that may have made the class lower, after its change.</summary>
    /// <param name="context">The action.</param>
    /// <param name="model">The model as it is now.</param>
    /// <param name="held">The class there was, as <see cref="ClassOfModel.HeldAsync"/> said before the change.</param>
    /// <param name="asked">The class that was asked for and not registered; null when none was.</param>
    /// <param name="isDecided">True when the class itself was set: what waited until now is overtaken.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task KeepAsync(
        ActionContext context,
        Model model,
        RiskClass held,
        AskedClass? asked,
        bool isDecided,
        CancellationToken ct
    )
    {
        var after = await ClassOfModel.StandingAsync(context.Db, model, context.Now, ct);
        var to =
            asked is { } wanted ? wanted.To
            : model.RiskClass is null ? (RiskClass?)null
            : after;
        var falls = asked is not null || after < held;
        var asks = falls && !IsExempt(context);
        var pending = await context
            .Db.RiskLowerings.IgnoreQueryFilters()
            .SingleOrDefaultAsync(l => l.Model == model.Name && l.State == RiskLoweringState.Pending, ct);
        if (asks && pending is not null && pending.To == to && pending.From == held)
        {
            return;
        }

        if (pending is not null && (asks || isDecided))
        {
            // Saved first: of one model, one at a time waits. Its lock comes before the log's, as everywhere.
            await context.Db.LockModelAsync(model.Name, ct);
            pending.Overtake(context.Now);
            context.Append(RiskClassEvents.Of("model.class-overtaken", pending));
            await context.Db.SaveChangesAsync(ct);
        }

        if (asks)
        {
            var lowering = RiskLowering.Ask(model, held, to, context.Access, context.Now);
            context.Db.RiskLowerings.Add(lowering);
            context.Append(RiskClassEvents.Of("model.class-asked", lowering));
        }
        else if (falls)
        {
            // Whatever made gates ask for less: who did it approves nothing that it lets through.
            var lowered = RiskLowering.Done(
                model.Name,
                held,
                to,
                context.Access.Actor.Id,
                context.Access.PrintedName,
                confirmed: null,
                context.Now
            );
            context.Db.RiskLowerings.Add(lowered);
            context.Append(RiskClassEvents.Of("model.class-lowered", lowered));
        }
    }
}

/// <summary>A class that was asked for.</summary>
/// <param name="To">The class; null for none.</param>
public readonly record struct AskedClass(RiskClass? To);
