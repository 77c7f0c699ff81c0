using Governance.Data;
using Governance.Testing;

namespace Governance.Portal.Tests.Custody;

/// <summary>The kills, with PostgreSQL.</summary>
public sealed class CrashPostgresTests() : CrashTests(DatabaseKind.Postgres)
{
    [WholeFact]
    public Task Kill9_UnderConcurrentWork_LosesNothingThatWasAnswered() => KillAsync();
}
