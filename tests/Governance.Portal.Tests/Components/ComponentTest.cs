using Bunit;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Components;

/// <summary>A test of components at Fri 20 Nov 2026, 08:42 UTC.</summary>
public abstract class ComponentTest : BunitContext
{
    private protected ManualClock Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 8, 42, 0, TimeSpan.Zero));

    // Builders are often busy; a wait that succeeds costs no more for having been allowed longer.
    static ComponentTest() => DefaultWaitTimeout = TimeSpan.FromSeconds(20);

    protected ComponentTest()
    {
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddScoped<ToastService>();
    }

    /// <summary>The portal that the components run on, if the test starts one: it is closed after them.</summary>
    private protected virtual PortalFactory? Running => null;

    /// <inheritdoc/>
    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        if (Running is { } portal)
        {
            await portal.DisposeAsync();
        }
    }
}
