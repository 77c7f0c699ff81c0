using Governance.Reporting.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Governance.Reporting;

public static class ReportingServices
{
    /// <summary>
    /// Registers <see cref="HtmlReports"/>, <see cref="IPdfRenderer"/> as the options choose, and <see cref="ReportMaker"/>.
    /// </summary>
    public static IServiceCollection AddReporting(this IServiceCollection services, Action<ReportOptions> configure)
    {
        services.AddOptions<ReportOptions>().Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ReportOptions>, ReportOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpClient(nameof(GotenbergRenderer));
        services.AddSingleton<HtmlReports>();
        services.AddSingleton<ChromiumRenderer>();
        services.AddSingleton(provider => new WatchedRenderer(
            provider.GetRequiredService<IOptions<ReportOptions>>().Value.Renderer switch
            {
                ReportRenderer.Chromium => provider.GetRequiredService<ChromiumRenderer>(),
                ReportRenderer.Gotenberg => new GotenbergRenderer(
                    provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(GotenbergRenderer)),
                    provider.GetRequiredService<IOptions<ReportOptions>>(),
                    provider.GetRequiredService<TimeProvider>()
                ),
            },
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<IPdfRenderer>(provider => provider.GetRequiredService<WatchedRenderer>());
        services.AddSingleton<ReportMaker>();
        return services;
    }
}
