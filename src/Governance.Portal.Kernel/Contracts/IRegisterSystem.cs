using Governance.Data;
using Governance.Domain;
using Governance.Domain.Systems;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>What another feature knows of an AI system that is to be registered; nothing of it is checked yet.</summary>
/// <param name="Name">Name people read.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Owner">E-mail address of who answers for it.</param>
public sealed record SystemToRegister(string? Name, string? Purpose, string? Owner)
{
    /// <summary>Roles the organisation has, by the ids of the law's data.</summary>
    public IReadOnlyList<string?> Roles { get; init; } = [];

    /// <summary>Who supplies it when the organisation does not.</summary>
    public string? Supplier { get; init; }

    /// <summary>When it is planned to be put into service.</summary>
    public DateOnly? PlacedOn { get; init; }

    /// <summary>Groups of people whom its output touches.</summary>
    public IReadOnlyList<string?> AffectedGroups { get; init; } = [];

    /// <summary>The business unit that uses it.</summary>
    public string? BusinessUnit { get; init; }
}

/// <summary>Registers AI systems for other features.</summary>
public interface IRegisterSystem
{
    /// <summary>Registers a system as an idea, with its entry, in a running action.</summary>
    /// <param name="context">The action.</param>
    /// <param name="system">What is known of it.</param>
    /// <param name="ct">Cancels.</param>
    Task<Result<SystemId>> RegisterAsync(ActionContext context, SystemToRegister system, CancellationToken ct);
}
