using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Policies;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Systems;

/// <summary>Changes an AI system. A change of purpose, roles, design or date re-opens its classification in the same transaction.</summary>
public sealed class ChangeSystem(ActionRunner runner, ClassChange models, IPoliciesInForce inForce, IEnumerable<IModelsNamed> listeners)
{
    /// <summary>What to change; members not set stay as they are.</summary>
    public sealed record Command(SystemId System, string? IfMatch)
    {
        public Patch<string> Name { get; init; }

        public Patch<string> Purpose { get; init; }

        public Patch<string> Owner { get; init; }

        public Patch<string> LifeCycle { get; init; }

        public Patch<IReadOnlyList<string?>> Roles { get; init; }

        public Patch<string> Supplier { get; init; }

        public Patch<string> PlacedOn { get; init; }

        public Patch<IReadOnlyList<string?>> Models { get; init; }

        public Patch<IReadOnlyList<ComponentBody?>> Components { get; init; }

        public Patch<IReadOnlyList<string?>> AffectedGroups { get; init; }

        public Patch<IReadOnlyList<string?>> Countries { get; init; }

        public Patch<string> DecommissioningPlan { get; init; }

        public Patch<string> BusinessUnit { get; init; }
    }

    /// <summary>Changes it.</summary>
    public async Task<Result<SystemId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Models.IsSet)
        {
            await models.PrepareAsync(command.System, [.. (command.Models.Value ?? []).OfType<string>().Where(ModelName.IsModel)], ct);
        }

        return await runner.RunAsync<SystemId>(
            actor,
            new Attempt("system.changed", command.System.ToString(), Permission.WriteCompliance),
            (context, cancel) => ActAsync(context, command, cancel),
            ct
        );
    }

    private async Task<Result<SystemId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        if (await context.Db.AiSystems.SingleOrDefaultAsync(s => s.Id == command.System, ct) is not { } system)
        {
            return SystemRefusals.NotFound;
        }

        if (ETags.Refuses(command.IfMatch, system.Revision) is { } stale)
        {
            return stale;
        }

        var errors = new FieldErrors();
        var facts = await FactsAsync(context, command, system, errors, ct);
        var owner = command.Owner.IsSet ? await People.OwnerAsync(context, errors, command.Owner.Value, ct) : system.Owner;
        if (errors.Refuse("system.not-acceptable", $"The AI system was not changed.") is { } refusal)
        {
            return refusal;
        }

        var key = AiSystem.KeyOf(facts.Name);
        if (await context.Db.AiSystems.AnyAsync(s => s.NameKey == key && s.Id != system.Id, ct))
        {
            return SystemRefusals.NameTaken;
        }

        var before = system.Models;
        var leaving = await LeavingAsync(context, system, facts, ct);
        var escaping = await EscapingAsync(context, system, facts, ct);
        var unexamined = await UnexaminedAsync(context, system, facts, ct);
        List<Model> judged = [.. escaping.Select(e => e.Model), .. unexamined.Select(u => u.Model)];
        if (await SystemRules.FindDependentAsync(context, judged, Permission.WriteCompliance, ct) is { } dependent)
        {
            foreach (var (_, policy) in escaping.Where(e => e.Model == dependent))
            {
                return ModelRefusals.SecondLineDecides(policy);
            }

            var (_, examining, supplier) = unexamined.First(u => u.Model == dependent);
            return SystemRefusals.SuppliersAreRead(examining, supplier);
        }

        var changed = system.Change(facts, owner, context.Now);
        if (changed.Refusal is { } notAllowed)
        {
            return notAllowed;
        }

        if (changed.Value.Count == 0)
        {
            return system.Id;
        }

        var data = SystemEvents.State(system);
        data["members"] = new JsonArray([.. changed.Value.Select(c => (JsonNode)c)]);
        context.Append(new AuditEvent("system.changed", system.Id.ToString(), data) { Covers = [SystemEvents.List] });
        var decisive = changed.Value.Where(AiSystem.Decisive.Contains).ToList();
        if (decisive.Count > 0)
        {
            await AssessmentEvents.ReopenAsync(context, system.Id, decisive, ct);
        }

        foreach (var model in escaping.Select(e => e.Model).Concat(unexamined.Select(u => u.Model)).Distinct())
        {
            LoosenedGates.Note(context, model.Name, system.Id.ToString());
        }

        foreach (var (model, held) in leaving)
        {
            await RiskClassHold.KeepAsync(context, model, held, asked: null, isDecided: false, ct);
        }

        if (changed.Value.Contains("models", StringComparer.Ordinal))
        {
            List<string> named = [.. system.Models.Except(before, StringComparer.Ordinal)];
            var joined = await context
                .Db.Models.IgnoreQueryFilters()
                .Where(m => named.Contains(m.Name))
                .OrderBy(m => m.Name)
                .ToListAsync(ct);
            await listeners.TellAsync(context, joined, ct);
            await models.ChangedAsync(context, system.Id, before, ct);
        }

        return system.Id;
    }

    // Models that the system will no longer name, with the class they are judged by: who takes one out does not make its gates ask for less
    // alone.
    private static async Task<IReadOnlyList<(Model Model, RiskClass Held)>> LeavingAsync(
        ActionContext context,
        AiSystem system,
        SystemFacts facts,
        CancellationToken ct
    )
    {
        var names = system.Models.Except(facts.Models, StringComparer.Ordinal).ToList();
        var leaving = new List<(Model Model, RiskClass Held)>();
        foreach (
            var model in names.Count == 0
                ? []
                : await context.Db.Models.IgnoreQueryFilters().Where(m => names.Contains(m.Name)).OrderBy(m => m.Name).ToListAsync(ct)
        )
        {
            leaving.Add((model, await ClassOfModel.HeldAsync(context.Db, model, context.Now, ct)));
        }

        return leaving;
    }

    // The models that a policy in force judges by what is on record about their systems, and that this one no longer has, or that lose its
    // records with it, because what is out of use has none: there its rules find nothing.
    private async Task<IReadOnlyList<(Model Model, string Policy)>> EscapingAsync(
        ActionContext context,
        AiSystem system,
        SystemFacts facts,
        CancellationToken ct
    )
    {
        if (context.Access.Actor.Kind is ActorKind.Host or ActorKind.System)
        {
            return [];
        }

        var id = system.Id.ToString();
        var ends = facts.LifeCycle is LifeCycle.Retired && system.LifeCycle is not LifeCycle.Retired;
        List<string> names = ends
            ? await ClassOfModel.ModelsOfAsync(context.Db, system, ct)
            : [.. system.Models.Except(facts.Models, StringComparer.Ordinal)];
        var leaving =
            names.Count == 0
                ? []
                : await context
                    .Db.Models.IgnoreQueryFilters()
                    .Where(m => names.Contains(m.Name) && (ends || m.System != id))
                    .OrderBy(m => m.Name)
                    .ToListAsync(ct);
        if (leaving.Count == 0)
        {
            return [];
        }

        var policies = (await inForce.ReadAsync(context.Db, ct))
            .Where(p => p.Mode is not PolicyMode.DryRun && SystemRules.ReadsSystems(p))
            .ToList();
        return
        [
            .. leaving
                .Select(m => (Model: m, Policy: policies.Find(p => p.AppliesTo.Chooses(m.Name, m.Tags))?.Name))
                .Where(l => l.Policy is not null)
                .Select(l => (l.Model, l.Policy!)),
        ];
    }

    // The models whose gates examine a supplier that the system will no longer name, each with a policy that asks.
    private async Task<IReadOnlyList<(Model Model, string Policy, string Supplier)>> UnexaminedAsync(
        ActionContext context,
        AiSystem system,
        SystemFacts facts,
        CancellationToken ct
    )
    {
        var suppliers = system.SuppliersLeftOut(facts);
        if (
            suppliers.Count == 0
            || context.Access.Actor.Kind is ActorKind.Host or ActorKind.System
            || system.LifeCycle is LifeCycle.Retired
        )
        {
            return [];
        }

        var policies = (await inForce.ReadAsync(context.Db, ct))
            .Where(p => p.Mode is not PolicyMode.DryRun && SystemRules.ReadsSuppliers(p))
            .ToList();
        var names = policies.Count == 0 ? [] : await ClassOfModel.ModelsOfAsync(context.Db, system, ct);
        var models = await context.Db.Models.IgnoreQueryFilters().Where(m => names.Contains(m.Name)).OrderBy(m => m.Name).ToListAsync(ct);
        return
        [
            .. models
                .Select(m => (Model: m, Policy: policies.Find(p => p.AppliesTo.Chooses(m.Name, m.Tags))?.Name))
                .Where(l => l.Policy is not null)
                .Select(l => (l.Model, l.Policy!, suppliers[0])),
        ];
    }

    private static async Task<SystemFacts> FactsAsync(
        ActionContext context,
        Command command,
        AiSystem system,
        FieldErrors errors,
        CancellationToken ct
    ) =>
        new(
            errors.Required("name", command.Name.Or(system.Name), 200),
            errors.Required("purpose", command.Purpose.Or(system.Purpose), 2_000)
        )
        {
            LifeCycle = command.LifeCycle.IsSet ? SystemFields.LifeCycle(errors, command.LifeCycle.Value) : system.LifeCycle,
            Roles = command.Roles.IsSet ? SystemFields.Roles(errors, command.Roles.Value) : system.Roles,
            Supplier = errors.Optional("supplier", command.Supplier.Or(system.Supplier), 200),
            PlacedOn = command.PlacedOn.IsSet ? errors.Day("placedOn", command.PlacedOn.Value) : system.PlacedOn,
            Models = command.Models.IsSet ? await SystemFields.ModelsAsync(context.Db, errors, command.Models.Value, ct) : system.Models,
            Components = command.Components.IsSet ? SystemFields.Components(errors, command.Components.Value) : system.Components,
            AffectedGroups = command.AffectedGroups.IsSet
                ? SystemFields.Texts(errors, "affectedGroups", command.AffectedGroups.Value, 200)
                : system.AffectedGroups,
            Countries = command.Countries.IsSet ? SystemFields.Countries(errors, command.Countries.Value) : system.Countries,
            DecommissioningPlan = errors.Optional("decommissioningPlan", command.DecommissioningPlan.Or(system.DecommissioningPlan), 8_000),
            BusinessUnit = errors.Optional("businessUnit", command.BusinessUnit.Or(system.BusinessUnit), RoleScope.MaxUnit),
        };
}
