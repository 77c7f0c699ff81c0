using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Systems;

/// <summary>Puts an AI system into the inventory.</summary>
public sealed class RegisterSystem(ActionRunner runner) : IRegisterSystem
{
    /// <summary>What the caller says; nothing of it is checked yet.</summary>
    public sealed record Command(string? Name, string? Purpose, string? Owner)
    {
        public string? LifeCycle { get; init; }

        public IReadOnlyList<string?>? Roles { get; init; }

        public string? Supplier { get; init; }

        public string? PlacedOn { get; init; }

        public IReadOnlyList<string?>? Models { get; init; }

        public IReadOnlyList<ComponentBody?>? Components { get; init; }

        public IReadOnlyList<string?>? AffectedGroups { get; init; }

        public IReadOnlyList<string?>? Countries { get; init; }

        public string? DecommissioningPlan { get; init; }

        public string? BusinessUnit { get; init; }
    }

    /// <summary>Registers it, or says everything that is wrong with it at once.</summary>
    public Task<Result<SystemId>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        return runner.RunAsync<SystemId>(
            actor,
            new Attempt("system.registered", "system", Permission.WriteCompliance),
            (context, cancel) => ActAsync(context, command, cancel),
            ct
        );
    }

    /// <inheritdoc/>
    public Task<Result<SystemId>> RegisterAsync(ActionContext context, SystemToRegister system, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(system);
        return ActAsync(
            context,
            new Command(system.Name, system.Purpose, system.Owner)
            {
                Roles = system.Roles,
                Supplier = system.Supplier,
                PlacedOn = system.PlacedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                AffectedGroups = system.AffectedGroups,
                BusinessUnit = system.BusinessUnit,
            },
            ct
        );
    }

    private static async Task<Result<SystemId>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var facts = new SystemFacts(errors.Required("name", command.Name, 200), errors.Required("purpose", command.Purpose, 2_000))
        {
            LifeCycle = command.LifeCycle is null ? LifeCycle.Idea : SystemFields.LifeCycle(errors, command.LifeCycle),
            Roles = SystemFields.Roles(errors, command.Roles),
            Supplier = errors.Optional("supplier", command.Supplier, 200),
            PlacedOn = errors.Day("placedOn", command.PlacedOn),
            Models = await SystemFields.ModelsAsync(context.Db, errors, command.Models, ct),
            Components = SystemFields.Components(errors, command.Components),
            AffectedGroups = SystemFields.Texts(errors, "affectedGroups", command.AffectedGroups, 200),
            Countries = SystemFields.Countries(errors, command.Countries),
            DecommissioningPlan = errors.Optional("decommissioningPlan", command.DecommissioningPlan, 8_000),
            BusinessUnit = errors.Optional("businessUnit", command.BusinessUnit, RoleScope.MaxUnit),
        };
        var owner = await People.OwnerAsync(context, errors, command.Owner, ct);
        if (errors.Refuse("system.not-acceptable", $"The AI system was not registered.") is { } refusal)
        {
            return refusal;
        }

        var key = AiSystem.KeyOf(facts.Name);
        if (await context.Db.AiSystems.AnyAsync(s => s.NameKey == key, ct))
        {
            return SystemRefusals.NameTaken;
        }

        var registered = AiSystem.Register(await context.Db.NextIdAsync<SystemId>(ct), facts, owner, context.Access.Actor.Id, context.Now);
        if (registered.Refusal is { } notAllowed)
        {
            return notAllowed;
        }

        var system = registered.Value;
        context.Db.AiSystems.Add(system);
        context.Append(
            new AuditEvent("system.registered", system.Id.ToString(), SystemEvents.State(system)) { Covers = [SystemEvents.List] }
        );
        return system.Id;
    }
}
