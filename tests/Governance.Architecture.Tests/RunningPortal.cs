using Governance.Data;
using Governance.Testing;

namespace Governance.Architecture;

/// <summary>The portal as it runs, on SQLite, to be looked at.</summary>
public sealed class RunningPortal() : PortalFactory(DatabaseKind.Sqlite);
