using Governance.Data;
using Governance.Testing;

namespace Governance.Portal.Tests.Custody;

/// <summary>The kills, with SQLite. A class for each database: both run beside one another.</summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class CrashSqliteTests() : CrashTests(DatabaseKind.Sqlite)
{
    [Fact]
    public Task Kill9_UnderConcurrentWork_LosesNothingThatWasAnswered() => KillAsync();
}
