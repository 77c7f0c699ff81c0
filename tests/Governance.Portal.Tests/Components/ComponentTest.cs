using Bunit;
using Governance.Portal.Components.Toasts;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Components;

/// <summary>A test of components at Fri 20 Nov 2026, 08:42 UTC.</summary>
public abstract class ComponentTest : BunitContext
{
    private protected ManualClock Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 8, 42, 0, TimeSpan.Zero));

    protected ComponentTest()
    {
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddScoped<ToastService>();
    }
}
