namespace Governance.Domain.Identity;

/// <summary>Refusals about what a role was given for.</summary>
public static class ScopeRefusals
{
    /// <summary>The thing belongs to other systems than the role was given for.</summary>
    public static Refusal Outside { get; } =
        new(
            "scope.outside",
            $"Your role is limited to certain AI systems or business units, and this does not belong to any of them. Ask an "
                + $"administrator to extend the role.",
            RefusalKind.Forbidden
        );

    /// <summary>The thing belongs to the organisation, not to a system.</summary>
    public static Refusal Organisation { get; } =
        new(
            "scope.organisation",
            $"This concerns the whole organisation, and your role is limited to certain AI systems or business units. Someone "
                + $"whose role is not limited must do it.",
            RefusalKind.Forbidden
        );

    /// <summary>What a system belongs to decides who reaches it.</summary>
    public static Refusal Moves { get; } =
        new(
            "scope.moves",
            $"The models and the business unit of a system determine who may see it. Someone whose role covers the "
                + $"whole organisation must change them.",
            RefusalKind.Forbidden
        );

    /// <summary>What systems a dataset belongs to decides who reaches its record.</summary>
    public static Refusal MovesDataset { get; } =
        new(
            "scope.moves",
            $"The systems of a dataset determine who may see its record. Someone whose role covers the whole organisation must register "
                + $"datasets and change their systems.",
            RefusalKind.Forbidden
        );

    /// <summary>Administrators and auditors look after everything.</summary>
    public static Refusal WholeOnly(string role) =>
        Refusal.Field(
            "scope.whole-only",
            "scopes",
            $"{Sentence.Ours(Roles.Title(role))} can be granted only for the whole organisation: accounts, settings and the audit log do "
                + $"not belong to any single system."
        );

    /// <summary>Neither a system nor a unit was named.</summary>
    public static Refusal Empty(string role) =>
        Refusal.Field(
            "scope.empty",
            "scopes",
            $"Name at least one AI system or business unit for {Sentence.Ours(Roles.Title(role))}, or leave out the scope to grant the "
                + $"role for the whole organisation."
        );

    /// <summary>More parts than a scope has.</summary>
    public static Refusal TooMany { get; } =
        Refusal.Field(
            "scope.too-many",
            "scopes",
            $"A role can cover at most {RoleScope.MaxParts} systems and {RoleScope.MaxParts} business units."
        );

    /// <summary>A unit without a name, or with too long a one.</summary>
    public static Refusal UnitNotAllowed { get; } =
        Refusal.Field("scope.unit-not-allowed", "scopes", $"The name of each business unit must have 1 to {RoleScope.MaxUnit} characters.");

    /// <summary>A system that is not registered.</summary>
    public static Refusal UnknownSystem(string text) =>
        Refusal.Field("scope.system-unknown", "scopes", $"There is no AI system {text}. Name systems by their ID, such as SYS-0001.");

    /// <summary>A scope for a role that is not given.</summary>
    public static Refusal RoleNotGiven(string role) =>
        Refusal.Field(
            "scope.role-not-given",
            "scopes",
            $"A scope is given for {Sentence.Ours(Roles.Title(role))}, but that role is not among those granted."
        );
}
