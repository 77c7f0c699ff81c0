using Governance.Data;
using Governance.Testing;

namespace Governance.Portal.Tests.Custody;

/// <summary>The kills, with PostgreSQL.</summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class CrashPostgresTests() : CrashTests(DatabaseKind.Postgres);
