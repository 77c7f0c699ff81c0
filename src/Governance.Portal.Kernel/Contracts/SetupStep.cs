namespace Governance.Portal.Kernel.Contracts;

/// <summary>How a step of setting up stands.</summary>
/// <param name="Title">What is to be done.</param>
/// <param name="Reason">Why, in a sentence or two.</param>
/// <param name="Action">The words of the link.</param>
/// <param name="Href">Where it is done.</param>
/// <param name="IsDone">True once the fact is there.</param>
public sealed record SetupStep(string Title, string Reason, string Action, string Href, bool IsDone)
{
    /// <summary>Since when it is done; null while it is not, and where that is not recorded.</summary>
    public DateTimeOffset? DoneAt { get; init; }

    /// <summary>Printed name of who did it; null where that is not recorded.</summary>
    public string? DoneBy { get; init; }

    /// <summary>What is still missing of it, each in words.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Commands that do it elsewhere; <c>{0}</c> is the address of this portal. Null for none.</summary>
    public string? Command { get; init; }
}
