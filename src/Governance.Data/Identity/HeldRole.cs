namespace Governance.Data.Identity;

/// <summary>A role someone holds.</summary>
public sealed class HeldRole
{
    /// <summary>Number of the person.</summary>
    public int User { get; init; }

    /// <summary>The role's id.</summary>
    public string Role { get; init; } = "";
}
