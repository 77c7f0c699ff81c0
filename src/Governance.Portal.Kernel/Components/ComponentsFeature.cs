using System.Security.Claims;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Governance.Portal.Kernel.Components;

/// <summary>What the shared components need from the container.</summary>
public static class ComponentsFeature
{
    /// <summary>Adds the frame's services. <see cref="IShellAccounts"/> has to be registered beside them.</summary>
    public static IServiceCollection AddPortalComponents(this IServiceCollection services, Action<ShellOptions>? configure = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<PortalMenu>();
        services.AddScoped<INavigation, Navigation>();
        services.AddScoped<ToastService>();
        services.AddScoped<FormLabels>();
        services.AddSingleton<FindChoices>();
        services.AddSingleton<IChoiceSource, ChoosablePeople>();
        services.AddSingleton<Facts.ReadTimeline>();
        services.AddSingleton<Facts.ReadMarks>();
        services.AddOptions<ShellOptions>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        return services;
    }

    /// <summary>Counts what waits on a page of the menu.</summary>
    public static IServiceCollection AddNavCounter(
        this IServiceCollection services,
        string address,
        Func<IServiceProvider, ClaimsPrincipal, CancellationToken, ValueTask<NavCount?>> countAsync
    ) => services.AddSingleton(new NavCounter(address, countAsync));
}
