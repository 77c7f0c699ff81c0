using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Systems;

/// <summary>
/// An AI system in the sense of the law: what people use, made of models and other parts. Its purpose, design and dates decide its class,
/// so a change of one of them names itself in <see cref="Change"/>.
/// </summary>
public sealed class AiSystem : IAudited
{
    private List<string> _roles = [];
    private List<string> _models = [];
    private List<SystemComponent> _components = [];
    private List<string> _affectedGroups = [];
    private List<string> _countries = [];

    private AiSystem() { }

    /// <summary>The readable id.</summary>
    public SystemId Id { get; private init; }

    /// <summary>Name people read; unique.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name in capitals, under which it is unique.</summary>
    public string NameKey { get; private set; } = "";

    /// <summary>What it is for, in one sentence.</summary>
    public string Purpose { get; private set; } = "";

    /// <summary>Who answers for it.</summary>
    public UserId Owner { get; private set; }

    /// <summary>Where it is in its life.</summary>
    public LifeCycle LifeCycle { get; private set; }

    /// <summary>Roles the organisation has.</summary>
    public IReadOnlyList<string> Roles => _roles;

    /// <summary>Who supplies it when the organisation does not.</summary>
    public string? Supplier { get; private set; }

    /// <summary>First placing on the market or putting into service, past or planned.</summary>
    public DateOnly? PlacedOn { get; private set; }

    /// <summary>Registered models it uses.</summary>
    public IReadOnlyList<string> Models => _models;

    /// <summary>Parts others supply.</summary>
    public IReadOnlyList<SystemComponent> Components => _components;

    /// <summary>Groups of people its output touches.</summary>
    public IReadOnlyList<string> AffectedGroups => _affectedGroups;

    /// <summary>Countries of use.</summary>
    public IReadOnlyList<string> Countries => _countries;

    /// <summary>How it will be taken out of use.</summary>
    public string? DecommissioningPlan { get; private set; }

    /// <summary>The business unit that uses it; null when none is recorded.</summary>
    public string? BusinessUnit { get; private set; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string RegisteredBy { get; private init; } = "";

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Id.ToString();

    /// <summary>The form of a name under which it is unique.</summary>
    public static string KeyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Trim().ToUpperInvariant();
    }

    /// <summary>Registers a system. The caller has checked owner, models and that the name is free.</summary>
    public static Result<AiSystem> Register(SystemId id, SystemFacts facts, UserId owner, string registeredBy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (Refuses(facts) is { } refusal)
        {
            return refusal;
        }

        var system = new AiSystem
        {
            Id = id,
            RegisteredAt = now,
            RegisteredBy = registeredBy,
        };
        system.Apply(facts, owner, now);
        return system;
    }

    /// <summary>Changes it.</summary>
    /// <returns>The members that differ; empty when nothing does.</returns>
    public Result<IReadOnlyList<string>> Change(SystemFacts facts, UserId owner, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (LifeCycle is LifeCycle.Retired && facts.LifeCycle is not LifeCycle.Retired)
        {
            return SystemRefusals.RetiredForGood;
        }

        if (Refuses(facts) is { } refusal)
        {
            return refusal;
        }

        var changed = Differences(facts, owner);
        if (changed.Count > 0)
        {
            Apply(facts, owner, now);
        }

        return changed;
    }

    /// <summary>Members on which a class rests: a change of one re-opens the classification.</summary>
    public static IReadOnlyList<string> Decisive { get; } = ["purpose", "roles", "placedOn", "models", "components"];

    /// <summary>
    /// Suppliers that it would no longer name, for itself or a part of it: rules about suppliers examine those that it names, and find
    /// nothing about others.
    /// </summary>
    /// <param name="facts">What it is to be.</param>
    public IReadOnlyList<string> SuppliersLeftOut(SystemFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var kept = Named(facts.Supplier, facts.Components).Select(Suppliers.Supplier.KeyOf).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Named(Supplier, _components)
                .Where(s => !kept.Contains(Suppliers.Supplier.KeyOf(s)))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<string> Named(string? supplier, IReadOnlyList<SystemComponent> components) =>
        components.Select(c => c.Supplier).Prepend(supplier ?? "").Where(s => !string.IsNullOrWhiteSpace(s)).Select(s => s.Trim());

    private static Refusal? Refuses(SystemFacts facts) =>
        facts.LifeCycle is LifeCycle.Retired && string.IsNullOrWhiteSpace(facts.DecommissioningPlan) ? SystemRefusals.PlanNeeded : null;

    private List<string> Differences(SystemFacts facts, UserId owner)
    {
        var changed = new List<string>();
        Add("name", facts.Name != Name);
        Add("purpose", facts.Purpose != Purpose);
        Add("owner", owner != Owner);
        Add("lifeCycle", facts.LifeCycle != LifeCycle);
        Add("roles", !facts.Roles.ToHashSet(StringComparer.Ordinal).SetEquals(_roles));
        Add("supplier", facts.Supplier != Supplier);
        Add("placedOn", facts.PlacedOn != PlacedOn);
        Add("models", !facts.Models.ToHashSet(StringComparer.Ordinal).SetEquals(_models));
        Add("components", !facts.Components.SequenceEqual(_components));
        Add("affectedGroups", !facts.AffectedGroups.SequenceEqual(_affectedGroups, StringComparer.Ordinal));
        Add("countries", !facts.Countries.SequenceEqual(_countries, StringComparer.Ordinal));
        Add("decommissioningPlan", facts.DecommissioningPlan != DecommissioningPlan);
        Add("businessUnit", facts.BusinessUnit != BusinessUnit);
        return changed;

        void Add(string member, bool differs)
        {
            if (differs)
            {
                changed.Add(member);
            }
        }
    }

    private void Apply(SystemFacts facts, UserId owner, DateTimeOffset now)
    {
        Name = facts.Name;
        NameKey = KeyOf(facts.Name);
        Purpose = facts.Purpose;
        Owner = owner;
        LifeCycle = facts.LifeCycle;
        Supplier = facts.Supplier;
        PlacedOn = facts.PlacedOn;
        DecommissioningPlan = facts.DecommissioningPlan;
        BusinessUnit = facts.BusinessUnit;
        _roles = [.. facts.Roles.Distinct(StringComparer.Ordinal)];
        _models = [.. facts.Models.Distinct(StringComparer.Ordinal)];
        _components = [.. facts.Components];
        _affectedGroups = [.. facts.AffectedGroups];
        _countries = [.. facts.Countries];
        ChangedAt = now;
        Revision++;
    }
}
