using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.SingleSignOn;

/// <summary>A portal whose people sign in at a provider beside it.</summary>
public sealed class SingleSignOnPortal : RunningPortal
{
    public TestProvider? Provider { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        if (RunningBrowser.Executable is null || !TestProvider.IsInstalled)
        {
            return;
        }

        Provider = await TestProvider.StartAsync(CancellationToken.None);
        await base.InitializeAsync();
        await Provider.ServeAsync(Address, CancellationToken.None);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Provider is not null)
        {
            await Provider.DisposeAsync();
        }
    }

    protected override void Configure(PortalFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        factory.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        factory.Settings["SingleSignOn:Authority"] = Provider!.Address.ToString().TrimEnd('/');
        factory.Settings["SingleSignOn:Name"] = "Bank directory";
        factory.Settings["SingleSignOn:ClientId"] = "governance-portal";
        factory.Settings["SingleSignOn:ClientSecret"] = "a secret of the tests alone";
        factory.Settings["SingleSignOn:CreateAccounts"] = "true";
        factory.Settings["SingleSignOn:Contact"] = "the service desk";
        factory.Settings["SingleSignOn:RoleMapping:0:Group"] = "ai-governance-legal";
        factory.Settings["SingleSignOn:RoleMapping:0:Roles:0"] = "LegalReviewer";
        factory.Settings["SingleSignOn:RoleMapping:1:Group"] = "ai-governance-admins";
        factory.Settings["SingleSignOn:RoleMapping:1:Roles:0"] = "Administrator";
        factory.Settings["SingleSignOn:RoleMapping:2:Group"] = "ai-governance-retail";
        factory.Settings["SingleSignOn:RoleMapping:2:Roles:0"] = "ModelOwner";
        factory.Settings["SingleSignOn:RoleMapping:2:BusinessUnits:0"] = "Retail";
    }
}
