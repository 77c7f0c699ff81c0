using Governance.Data;
using Governance.Testing;

namespace Governance.Portal.Tests.Custody;

/// <summary>The kills, with SQLite. A class for each database: both run beside one another.</summary>
public sealed class CrashSqliteTests() : CrashTests(DatabaseKind.Sqlite)
{
    [WholeFact]
    public Task Kill9_UnderConcurrentWork_LosesNothingThatWasAnswered() => KillAsync();
}
