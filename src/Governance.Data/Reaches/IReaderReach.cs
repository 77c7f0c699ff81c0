using Governance.Domain.Identity;

namespace Governance.Data.Reaches;

/// <summary>Says for whom a context is made: it is asked each time the factory makes one.</summary>
public interface IReaderReach
{
    /// <summary>
    /// What whoever asks now reaches; null for everything: unlimited roles, jobs, the host. <see cref="Reach.Nothing"/> where nobody said
    /// who asks.
    /// </summary>
    Reach? Current { get; }

    /// <summary>True when whoever asks reads less than everything.</summary>
    bool IsLimited => Current is not null;
}
