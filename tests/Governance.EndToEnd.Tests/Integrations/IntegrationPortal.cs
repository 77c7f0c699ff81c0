using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Integrations;

/// <summary>A portal that may call hosts on this machine.</summary>
public sealed class IntegrationPortal : RunningPortal
{
    protected override void Configure(PortalFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        factory.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
    }
}
