using Governance.Domain.Systems;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>An obligation of a system.</summary>
/// <param name="System">The system.</param>
/// <param name="Obligation">Id of the obligation.</param>
public sealed record DutyKey(SystemId System, string Obligation)
{
    /// <summary>The id under which the log knows it.</summary>
    public string Subject => $"{System}/{(Obligation.Length <= 32 ? Obligation : "obligation")}";
}
