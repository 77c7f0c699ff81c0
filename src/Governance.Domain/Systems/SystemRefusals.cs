namespace Governance.Domain.Systems;

/// <summary>Refusals of the inventory of AI systems.</summary>
public static class SystemRefusals
{
    /// <summary>No such system.</summary>
    public static Refusal NotFound { get; } = new("system.not-found", $"There is no AI system with this ID.", RefusalKind.NotFound);

    /// <summary>The name is taken.</summary>
    public static Refusal NameTaken { get; } =
        new(
            "system.name-taken",
            $"There is already an AI system with this name. Names must differ by more than capitalisation.",
            RefusalKind.Conflict
        );

    /// <summary>Retired without a plan.</summary>
    public static Refusal PlanNeeded { get; } =
        Refusal.Field(
            "system.plan-needed",
            "decommissioningPlan",
            $"Before the system is retired, describe how it is taken out of use: what happens to data, logs and the people who relied on "
                + $"it."
        );

    /// <summary>Retired systems stay so.</summary>
    public static Refusal RetiredForGood { get; } =
        new(
            "system.retired",
            $"This system is retired. To use it again, register it as a new system and classify the new one.",
            RefusalKind.Conflict
        );

    /// <summary>Suppliers that a rule examines.</summary>
    /// <param name="policy">The policy with the rule.</param>
    /// <param name="supplier">The first supplier that would be left out.</param>
    public static Refusal SuppliersAreRead(string policy, string supplier) =>
        new(
            "system.suppliers-are-read",
            $"The policy {policy} examines the suppliers that this AI system names. A person of Legal or Compliance who is not accountable "
                + $"for its models has to take {supplier} out.",
            RefusalKind.Forbidden
        );
}
