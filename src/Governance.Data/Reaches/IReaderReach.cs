using Governance.Domain.Identity;

namespace Governance.Data.Reaches;

/// <summary>Says for whom a context is made: it is asked each time the factory makes one.</summary>
public interface IReaderReach
{
    /// <summary>What whoever asks now reaches; null for everything: unlimited roles, jobs, the host.</summary>
    Reach? Current { get; }
}
