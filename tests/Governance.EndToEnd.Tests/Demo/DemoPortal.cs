using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Demo;

/// <summary>A portal with the demo's data, as <c>./build.sh demo</c> makes it.</summary>
public class DemoPortal : RunningPortal
{
    private PlayedDemo? _demo;

    public PlayedDemo Demo => _demo ?? throw new InvalidOperationException("The demo was not played.");

    public override async ValueTask InitializeAsync()
    {
        if (RunningBrowser.Executable is not null)
        {
            _demo = await PlayedDemo.GetAsync();
        }

        await base.InitializeAsync();
    }

    protected override void Configure(PortalFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Demo.CopyTo(factory.Folder);
        factory.Settings["Demo:Enabled"] = "true";
    }
}
