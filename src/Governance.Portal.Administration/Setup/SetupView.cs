using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Administration.Setup;

/// <summary>What is still to do of setting up.</summary>
/// <param name="Steps">The steps that are shown, in their order.</param>
/// <param name="HidesOptional">True while an administrator has hidden those an installation can do without.</param>
public sealed record SetupView(IReadOnlyList<SetupLine> Steps, bool HidesOptional)
{
    /// <summary>Steps an installation cannot do without.</summary>
    public int Required => Steps.Count(s => s.IsRequired);

    /// <summary>Those of them that are done.</summary>
    public int Done => Steps.Count(s => s is { IsRequired: true, Step.IsDone: true });
}

/// <summary>A line of the list.</summary>
/// <param name="IsRequired">False for what an installation can do without.</param>
/// <param name="Roles">Ids of the roles that can do it.</param>
/// <param name="Step">How it stands.</param>
public sealed record SetupLine(bool IsRequired, IReadOnlyList<string> Roles, SetupStep Step);
