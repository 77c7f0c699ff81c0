using Governance.Data;
using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Testing;

/// <summary>What a test changes by hand needs an entry that states it, like everything else.</summary>
public static class TestFacts
{
    /// <summary>Queues an entry of the host's.</summary>
    public static void Note(this GovernanceDbContext db) =>
        db.Append(new AuditEvent("database.changed", "database", []), Actor.Host, TimeProvider.System.GetUtcNow());
}
