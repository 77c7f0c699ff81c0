using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Newcomer.FromZero;

/// <summary>A portal that no one has used yet, and whose configuration does not name the organisation.</summary>
public sealed class FromZeroPortal : RunningPortal
{
    protected override void Configure(PortalFactory factory) => factory.Settings["Reports:Organisation"] = "";
}
