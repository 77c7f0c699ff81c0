using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>A portal without an account, behind a proxy whose headers it believes, of an organisation whose name is markup.</summary>
public sealed class HostileFirstRunPortal : RunningPortal
{
    protected override void Configure(PortalFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        factory.Settings["Security:BehindTlsProxy"] = "true";
        factory.Settings["Reports:Organisation"] = HostileFirstRunTests.Markup;
    }
}
