using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>A portal without an account, behind a proxy whose headers it believes, of an organisation whose name is markup.</summary>
public sealed class HostileFirstRunPortal : RunningPortal
{
    protected override void Configure(PortalFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        factory.Settings["Security:BehindTlsProxy"] = "true";
        factory.Replace = services => services.Configure<ShellOptions>(o => o.Organisation = HostileFirstRunTests.Markup);
    }
}
