using Governance.EndToEnd.Tests.Demo;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Speed;

/// <summary>The demo as it is served to people: without what watches the files of a development machine.</summary>
public sealed class ServedDemoPortal : DemoPortal
{
    protected override void Configure(PortalFactory factory)
    {
        base.Configure(factory);
        factory.Settings["ReloadStaticAssetsAtRuntime"] = "false";
        factory.Settings["EnableStaticAssetsDevelopmentCaching"] = "true";
    }
}
